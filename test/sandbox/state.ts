/** What `GET /__state` answers: all records of the vendors and every call they received. */
import type { Clock } from './clock.ts'
import type { GoogleEvent } from './google/records.ts'
import type { Mailersend } from './mailersend/index.ts'
import type { Message } from './mailersend/messages.ts'
import type { Officernd } from './officernd/index.ts'
import type { OfficerndState } from './officernd/records.ts'
import type { Call, Requests } from './requests.ts'
import type { TeamChannelsState } from './team-channels.ts'
import type { Vendor } from './vendor.ts'

/** One record in a vendor's own wire format; only the fields that most records share are typed. */
export interface Wire {
  id: string
  status?: string
  metadata?: Record<string, string>
  [field: string]: unknown
}

const STRIPE_LISTS = [
  'customers',
  'payment_intents',
  'setup_intents',
  'payment_methods',
  'charges',
  'refunds',
  'subscriptions',
  'invoices',
  'promotion_codes',
  'coupons',
  'disputes',
  'events',
] as const

export interface SandboxState {
  now: number
  stripe: Record<(typeof STRIPE_LISTS)[number], Wire[]>
  officernd: OfficerndState
  mailersend: { messages: Message[] }
  google: { calendars: Record<string, GoogleEvent[]> }
  requests: Call[]
  /** What the team's alert webhook received. */
  alerts: TeamChannelsState['alerts']
  heartbeats: number
}

export interface Vendors {
  stripe: Vendor
  officernd: Officernd
  mailersend: Mailersend
  google: Vendor
}

export function stateOf(
  clock: Clock,
  vendors: Vendors,
  requests: Requests,
  team: TeamChannelsState
): SandboxState {
  const lists = STRIPE_LISTS.map((list) => [list, []] as const)
  return {
    now: clock.now(),
    stripe: {
      ...(Object.fromEntries(lists) as unknown as SandboxState['stripe']),
      ...vendors.stripe.state(),
    },
    officernd: vendors.officernd.state(),
    mailersend: vendors.mailersend.state(),
    google: vendors.google.state() as SandboxState['google'],
    requests: requests.list(),
    ...team,
  }
}

/** Fills a city with day passes that were sold and served: the payment, the member, the pass. */
import { dayLabel } from '../../src/rules/pass-day.ts'
import { type Day, houseDay } from '../../src/rules/time.ts'
import { SANDBOX_OFFICE } from '../sandbox/officernd/standing.ts'
import { varsOf } from '../sandbox/town.ts'
import type { Stage } from './stage.ts'

/** OfficeRnD takes as many records at a time. */
const AT_ONCE = 100

interface Sold {
  atMs: number
  day: Day
  email: string
  name: string
}

const PRICE_CENTS = 5000

/** One sale each `apartMs`; `now` sets the clock of the vendors. */
export async function fill(
  stage: Stage,
  sales: { count: number; fromMs: number; apartMs: number },
  now: (ms: number) => void
): Promise<void> {
  const customer = await stripe(stage, '/customers', { email: 'many@example.com', name: 'Many' })
  for (let first = 0; first < sales.count; first += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, sales.count - first) }, (_, place) => {
      const atMs = sales.fromMs + (first + place) * sales.apartMs
      const name = `Visitor ${first + place}`
      return { atMs, day: houseDay(atMs), name, email: `visitor-${first + place}@example.com` }
    })
    now(batch[0]?.atMs ?? sales.fromMs)
    const officernd = await signIn(stage)
    const members = await officernd('/members', batch.map(memberOf))
    const passes = await officernd(
      '/passes',
      batch.map(({ day }, place) => passOf(members[place] ?? '', day))
    )
    for (const [place, sold] of batch.entries()) {
      now(sold.atMs)
      const ids = { member: members[place] ?? '', pass: passes[place] ?? '' }
      await stripe(stage, '/payment_intents', paymentOf(sold, customer, ids))
    }
  }
}

const memberOf = ({ name, email, day }: Sold) => ({
  name,
  email,
  office: SANDBOX_OFFICE,
  startDate: dayLabel(day),
})

const passOf = (member: string, day: Day) => ({
  member,
  count: 1,
  type: 'hotdesk',
  validFrom: dayLabel(day),
  validTo: dayLabel(day),
  intervalLength: 'once',
  grantActiveStatus: true,
})

/** What every payment of a good month looks like. */
const paymentOf = (
  { day, email, name }: Sold,
  customer: string,
  ids: { member: string; pass: string }
) => ({
  amount: String(PRICE_CENTS),
  currency: 'usd',
  customer,
  confirm: 'true',
  payment_method: 'pm_card_visa',
  'allowed_payment_method_types[0]': 'card',
  'metadata[track]': '3',
  'metadata[product]': 'day-pass',
  'metadata[customer_name]': name,
  'metadata[email]': email,
  'metadata[pass_date]': day,
  'metadata[member_id]': ids.member,
  'metadata[pass_member_id]': ids.member,
  'metadata[pass_id]': ids.pass,
  'metadata[attempt_id]': crypto.randomUUID(),
  'metadata[outcome]': 'granted',
})

async function stripe(stage: Stage, path: string, form: Record<string, string>): Promise<string> {
  const body = new URLSearchParams(form)
  const headers = { authorization: 'Bearer sk_test_sandbox' }
  const { id } = (await post(stage, `/stripe/v1${path}`, headers, body)) as { id: string }
  return id
}

/** For an hour on the vendors' clock: what posts records and answers with their ids. */
async function signIn(stage: Stage) {
  const { OFFICERND_URL = '', OFFICERND_TOKEN_URL = '' } = varsOf(stage.ports)
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'sandbox-client-id',
    client_secret: 'sandbox-client-secret',
    scope: 'flex.community.members.create flex.space.passes.create',
  })
  const tokenPath = new URL(OFFICERND_TOKEN_URL).pathname
  const granted = (await post(stage, tokenPath, {}, body)) as { access_token: string }
  const authorization = `Bearer ${granted.access_token}`
  const headers = { authorization, 'content-type': 'application/json' }
  return async (path: string, records: object[]): Promise<string[]> => {
    const at = new URL(OFFICERND_URL).pathname + path
    const made = (await post(stage, at, headers, JSON.stringify(records))) as { _id: string }[]
    return made.map(({ _id }) => _id)
  }
}

async function post(
  { city }: Stage,
  path: string,
  headers: Record<string, string>,
  body: string | URLSearchParams
): Promise<unknown> {
  const response = await city.fetch(new Request(city.url + path, { method: 'POST', headers, body }))
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

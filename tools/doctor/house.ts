/** What only the house can say, and the days on which it is taken to be closed. */
import { CLOSURES_AS_OF, CLOSURES_SETTING, closuresIn } from '../../src/payments/rules/closures.ts'
import { unconfirmedOfRooms } from '../../src/rooms/rules/rooms.ts'
import { type Finding, ok, type Settings, toAsk, wrong } from './settings.ts'

const QUESTIONS: Record<string, string> = {
  ALLOWED_ORIGINS: 'on which site is this tried?',
  SITE_URL: 'the address of that site',
  TEAM_EMAILS: 'who reads the e-mails to the team?',
  OFFICERND_URL: 'which OfficeRnD organisation is for trials? It has no test mode',
  OFFICERND_SCOPES: 'which scopes does the OfficeRnD app own? One it does not own fails every call',
  OFFICERND_OFFICE: 'the id of the house’s location in OfficeRnD (24 hex digits)',
  MAILERSEND_DOMAIN_ID: 'the id of the sending domain at MailerSend',
  MAIL_FROM: 'which verified address do e-mails come from?',
  SUPPORT_EMAIL: 'where may customers write to?',
  CLOSING_TIME: 'from when on is a day pass for the next day? (Seattle clock)',
  TRUSTED_ADDRESSES:
    'from which addresses do the house’s own guests come? In the house, open https://www.cloudflare.com/cdn-cgi/trace: the line “ip”. They share one limit of holds and tries, which is ten times as high for these',
  OPEN_WEEKDAYS: 'on which weekdays may day-pass holders come? (0 is Sunday)',
  STRIPE_INITIATION_PRODUCT:
    'the product of initiation fees at Stripe; `npm run stripe:setup` makes it',
  MEMBERSHIP_TEMPLATE_VARIABLES:
    'which variables does MailerSend’s template z3m5jgr0y5xgdpyo have? We send those in src/memberships/emails/customer.ts',
  STRIPE_PUBLISHABLE_KEY: 'the live publishable key, for data-stripe-key in the embeds',
  BOOKING_ELEMENT_IDS: 'the ids of the elements on the pages of the rooms, as Webflow has them',
  [CLOSURES_SETTING]:
    'on which of the days below is the house closed? The table is in src/payments/rules/closures.ts',
}

/** A table's entries are named `STRIPE_PRICES:passport`. */
function questionOf(name: string): string {
  const [table, slug] = name.split(':')
  if (slug && table === 'STRIPE_PRICES')
    return `the monthly price of ${slug} at Stripe; \`npm run stripe:setup\` makes it`
  if (slug && table === 'OFFICERND_PLANS')
    return `the id of the membership plan ${slug} in OfficeRnD`
  if (slug && table === 'ROOM_CALENDARS') return `the id of the calendar of ${slug} at Google`
  if (slug && table === 'ROOMS')
    return `${settingsOf(slug)} of ${slug}, in src/rooms/rules/rooms.ts`
  return QUESTIONS[name] ?? 'ask the house'
}

function settingsOf(slug: string): string {
  const { settings = [] } = unconfirmedOfRooms().find(({ room }) => room === slug) ?? {}
  return settings.filter((setting) => setting !== 'calendar').join(', ')
}

export function unconfirmed({ name, unconfirmed: missing, vars }: Settings): Finding[] {
  if (missing.length === 0) return [ok(`${name}: every setting is confirmed`)]
  return missing.map((setting) => {
    const value = vars[setting]
    return toAsk(`${setting}${value ? ` (now "${value}")` : ''}: ${questionOf(setting)}`)
  })
}

/** A year's closures on one line; the house has not said yet which of them it keeps. */
export function closures({ unconfirmed: missing }: Settings, year: number): Finding[] {
  const say = missing.includes(CLOSURES_SETTING) ? toAsk : ok
  return [year, year + 1].map((one) => {
    const days = closuresIn(one).map(({ day, reason }) => `${day.slice(5)} ${reason}`)
    return say(`closed in ${one} (table of ${CLOSURES_AS_OF}): ${days.join('; ')}`)
  })
}

/** Short tokens can be guessed. */
const TOKEN_LENGTH = 32

export function secretsPresent({ name, secrets }: Settings): Finding[] {
  return Object.entries(secrets).map(([secret, value]) => {
    if (!value) return wrong(`${secret} is not in the environment; ${name} needs it`)
    if (secret === 'OPERATOR_TOKEN' && value.length < TOKEN_LENGTH)
      return wrong(
        `OPERATOR_TOKEN is shorter than ${TOKEN_LENGTH} characters: take a long random one`
      )
    return ok(`${secret} is in the environment`)
  })
}

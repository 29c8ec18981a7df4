/** Why a smoke run does not begin: it buys, so it must not reach anything that customers use. */
import { parsePairs } from '../../src/core/settings.ts'
import type { Settings } from '../doctor/settings.ts'

/** Both Workers' settings of one environment. */
export interface Pair {
  checkout: Settings
  bookings: Settings
}

const NEEDED = {
  checkout: [
    ...['STRIPE_SECRET_KEY', 'MAILERSEND_API_KEY'],
    ...['OFFICERND_CLIENT_ID', 'OFFICERND_CLIENT_SECRET'],
  ],
  bookings: ['GOOGLE_SERVICE_ACCOUNT_EMAIL', 'GOOGLE_PRIVATE_KEY'],
}

/** The secrets with which the vendors are asked; the Workers have their own. */
export function missingSecrets({ checkout, bookings }: Pair): string[] {
  const missing = [
    ...NEEDED.checkout.filter((name) => !checkout.secrets[name]),
    ...NEEDED.bookings.filter((name) => !bookings.secrets[name]),
  ]
  return missing.map((name) => `${name} is not in the environment`)
}

/** Empty when a trial with these settings touches nothing of production. */
export function refusals(trial: Pair, production: Pair): string[] {
  const { checkout, bookings } = trial
  const key = checkout.secrets.STRIPE_SECRET_KEY ?? ''
  return [
    ...missingSecrets(trial),
    ...(key && !/^[sr]k_test_\w+$/.test(key)
      ? ['STRIPE_SECRET_KEY is not a test key: this run pays with Stripe’s test cards only']
      : []),
    ...organisationRefusal(checkout, production.checkout),
    ...[checkout, bookings].flatMap((one) =>
      siteOf(one.home) === siteOf(production[one.worker].home)
        ? [`${one.home} is the Worker that customers use`]
        : []
    ),
    ...calendarRefusals(bookings, production.bookings),
  ]
}

/** OfficeRnD has no test mode: what is made in an organisation is made for real. */
function organisationRefusal(trial: Settings, production: Settings): string[] {
  const organisation = organisationOf(trial.vars.OFFICERND_URL ?? '')
  if (!organisation) return ['OFFICERND_URL names no organisation: it needs one that is for trials']
  return organisation === organisationOf(production.vars.OFFICERND_URL ?? '')
    ? [
        'OFFICERND_URL is production’s: OfficeRnD has no test mode, so this run would make real members and passes',
      ]
    : []
}

/** Host and organisation, however the address is written; `null` if it names none. */
function organisationOf(url: string): string | null {
  const { hostname = '', pathname = '' } = URL.parse(url) ?? {}
  const [, slug] = /\/organizations\/([^/]+)/i.exec(decodeURIComponent(pathname)) ?? []
  return hostname && slug ? `${hostname} ${slug.toLowerCase()}` : null
}

const siteOf = (url: string) => URL.parse(url)?.host

function calendarRefusals(trial: Settings, production: Settings): string[] {
  const theirs = Object.values(parsePairs(production.vars.ROOM_CALENDARS ?? ''))
  return Object.entries(parsePairs(trial.vars.ROOM_CALENDARS ?? ''))
    .filter(([, id]) => theirs.includes(id))
    .map(([room]) => `the calendar of ${room} is production’s: an event there takes the room`)
}

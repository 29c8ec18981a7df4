/** All that is asked, in the order in which it is printed; nothing is written anywhere. */
import type { Fetch } from '../../src/clients/http.ts'
import { BOOKING_EVENTS } from '../../src/rooms/stripe-events.ts'
import { HANDLED_EVENTS } from '../../src/workers/checkout/operations.ts'
import { credentials } from './credentials.ts'
import { google } from './google.ts'
import { closures, secretsPresent, unconfirmed } from './house.ts'
import { mailersend } from './mailersend.ts'
import { offerings } from './offerings.ts'
import { officernd } from './officernd.ts'
import { type Finding, readSettings, unreadable } from './settings.ts'
import { accountVersion, catalogue, lists, stripeKey, stripeOf, webhook } from './stripe.ts'
import { webflowPages } from './webflow-pages.ts'

export interface Chapter {
  title: string
  findings: Finding[]
}

type Environment = Readonly<Record<string, string | undefined>>

export async function examine(environment: Environment, fetcher: Fetch): Promise<Chapter[]> {
  const checkout = readSettings('checkout', environment)
  const bookings = readSettings('bookings', environment)
  const stripe = stripeOf(checkout, fetcher)
  const key = await stripeKey(checkout, stripe)
  const asked = stripe && key.is === 'ok' ? stripe : null
  const roomsStripe = asked && stripeOf(bookings, fetcher)
  const year = new Date().getFullYear()
  const chapters: [string, Promise<Finding[]> | Finding[]][] = [
    ['Secrets of labour-temple-checkout', secretsPresent(checkout)],
    ['Secrets of labour-temple-bookings', secretsPresent(bookings)],
    [
      'Stripe',
      asked
        ? guarded('Stripe', async () => [
            key,
            ...(await lists(checkout, asked)),
            await accountVersion(asked),
            ...(await catalogue(checkout, asked)),
          ])
        : [key],
    ],
    ['Stripe, for rooms', roomsStripe ? guarded('Stripe', () => lists(bookings, roomsStripe)) : []],
    [
      'Webhooks',
      asked
        ? guarded('Stripe', async () => [
            await webhook(checkout, asked, HANDLED_EVENTS),
            await webhook(bookings, asked, BOOKING_EVENTS),
          ])
        : [],
    ],
    ['OfficeRnD', guarded('OfficeRnD', () => officernd(checkout, fetcher))],
    ['Google Calendar', guarded('Google', () => google(bookings, fetcher))],
    [
      'MailerSend',
      guarded('MailerSend', async () => [
        ...(await mailersend(checkout, fetcher)),
        ...(await mailersend(bookings, fetcher)),
      ]),
    ],
    ['Offerings', offerings(environment, fetcher)],
    ['Pages of the site', webflowPages({ environment, checkout, bookings, fetcher })],
    ['Not confirmed by the house: labour-temple-checkout', unconfirmed(checkout)],
    ['Not confirmed by the house: labour-temple-bookings', unconfirmed(bookings)],
    ['Accounts without an owner', credentials()],
    ['Days on which rooms are not sold and for which no pass is dated', closures(bookings, year)],
  ]
  return Promise.all(chapters.map(async ([title, of]) => ({ title, findings: await of })))
}

/** One vendor's trouble must not hide what the others have to say. */
async function guarded(vendor: string, work: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await work()
  } catch (error) {
    const status = (error as { statusCode?: number; status?: number }).statusCode
    return [unreadable(`${vendor} could not be asked any further (${status ?? 'no answer'})`)]
  }
}

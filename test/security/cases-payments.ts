/** Attacks on payments that are there: another's, another kind's, or none that was paid (52–63). */
import { PAGE } from '../support/pass-client.ts'
import { posted, type Row } from './cases.ts'

export interface Payments {
  /** A pass not paid for, one paid and one of somebody else, each with its member. */
  unpaid: Pass
  paid: Pass
  other: Pass
  declined: Pass
  debit: Pass
  cancelled: Pass
  /** A membership's set-up without a card. */
  setUp: { setupIntentId: string; memberId: string; clientSecret: string }
  booking: { paymentIntentId: string; clientSecret: string }
  /** Made by staff in the dashboard: without our metadata, and with it. */
  foreign: string
  forged: string
}

export interface Pass {
  paymentIntentId: string
  memberId: string
  clientSecret: string
}

const unknown = { status: 404, code: 'unknown-payment' }
const notPaid = { status: 409, code: 'not-paid' }

type Completion = [
  n: string,
  what: string,
  paymentIntentId: string,
  memberId: string,
  code?: object,
]

const COMPLETIONS = (all: Payments): Completion[] => {
  const { unpaid, paid, other, declined, cancelled, setUp, booking, foreign, forged } = all
  return [
    ['52', "another's member with my payment", paid.paymentIntentId, other.memberId],
    ['53', "my member with another's payment", other.paymentIntentId, paid.memberId],
    ['54', 'a payment of nobody', 'pi_3nobodys', paid.memberId],
    ['54b', 'a payment without our words', foreign, paid.memberId],
    ['54c', 'a payment that only looks like ours', forged, paid.memberId],
    ['55', 'not paid', unpaid.paymentIntentId, unpaid.memberId, notPaid],
    ['55b', 'declined', declined.paymentIntentId, declined.memberId, notPaid],
    ['55c', 'cancelled', cancelled.paymentIntentId, cancelled.memberId, notPaid],
    ['56', 'a set-up', setUp.setupIntentId, setUp.memberId],
    ['58', 'a client secret', paid.clientSecret, paid.memberId],
    ['58b', 'a path', '../customers', paid.memberId],
    ['58c', 'a path after it', `${paid.paymentIntentId}/cancel`, paid.memberId],
    ['58d', 'a query after it', `${paid.paymentIntentId}?expand[]=x`, paid.memberId],
    ['58e', 'a line after it', `${paid.paymentIntentId}\n`, other.memberId],
    ['62', "a room's payment", booking.paymentIntentId, paid.memberId],
  ]
}

const SET_UPS = ({ paid, setUp, other }: Payments): Completion[] => [
  ['52', "another's member with my set-up", setUp.setupIntentId, other.memberId],
  ['54', 'a set-up of nobody', 'seti_1nobodys', setUp.memberId],
  ['55', 'no card given', setUp.setupIntentId, setUp.memberId, notPaid],
  ['56', 'a payment', paid.paymentIntentId, paid.memberId],
  ['58', 'a client secret', setUp.clientSecret, setUp.memberId],
  ['58b', 'a path', '../subscriptions', setUp.memberId],
  ['58c', 'a path after it', `${setUp.setupIntentId}/cancel`, setUp.memberId],
]

export const completions = (all: Payments): Row[] => [
  ...COMPLETIONS(all).map(([n, what, paymentIntentId, memberId, no]): Row => {
    const sent = posted('/complete-purchase', { slug: 'day-pass', memberId, paymentIntentId })
    const unheard = !/^pi_\w+$/.test(paymentIntentId.trim()) || paymentIntentId.includes('_secret_')
    return { n, on: 'checkout', what, sent, ...unknown, ...no, unheard }
  }),
  ...SET_UPS(all).map(([n, what, setupIntentId, memberId, no]): Row => {
    const sent = posted('/complete-checkout', { plan: 'all-access', memberId, setupIntentId })
    const unheard = !/^seti_\w+$/.test(setupIntentId) || setupIntentId.includes('_secret_')
    return { n, on: 'checkout', what, sent, ...unknown, ...no, unheard }
  }),
  {
    ...{ n: '51', on: 'checkout', what: 'another plan than was set up', ...unknown },
    sent: posted('/complete-checkout', { ...all.setUp, plan: 'startup' }),
  },
]

/** Who has not the secret of a booking hears nothing of it. */
export const statuses = ({ booking, paid, foreign }: Payments): Row[] => {
  const { paymentIntentId, clientSecret } = booking
  const ASKED: [string, string, string, string?][] = [
    ['52', 'no secret', paymentIntentId],
    ['52b', 'an empty secret', paymentIntentId, ''],
    ['52c', "another's secret", paymentIntentId, paid.clientSecret],
    ['52d', 'half the secret', paymentIntentId, clientSecret.slice(0, -1)],
    ['54', 'a payment of nobody', 'pi_3nobodys', clientSecret],
    ['54b', 'a payment without our words', foreign, clientSecret],
    ['58', 'a client secret', clientSecret, clientSecret],
    ['62', "a pass's payment", paid.paymentIntentId, paid.clientSecret],
    ['58b', 'nothing', '', clientSecret],
  ]
  return ASKED.map(([n, what, id, secret]) => {
    const headers = { origin: PAGE, ...(secret !== undefined && { 'x-client-secret': secret }) }
    const path = `/booking-status?payment_intent=${encodeURIComponent(id)}`
    return { n, on: 'bookings', what, sent: { method: 'GET', path, headers }, ...unknown }
  })
}

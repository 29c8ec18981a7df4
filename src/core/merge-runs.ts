/** The durable runs, as flows see them: each is named after the object it serves, so it exists once. */
import type { Setup } from '../clients/stripe/invoices.ts'
import type { Payment } from '../clients/stripe/merge-shapes.ts'

export type RunState = 'none' | 'running' | 'complete' | 'errored'

/** An object as the starter of a run has just read it, so that the run need not read it again at once. */
export interface Seen<T> {
  object: T
  atMs: number
}

/** Read by the starter this recently, it is fresh enough to act on. */
const FRESH_MS = 10_000

export function freshly<T>(seen: Seen<T> | undefined, nowMs: number): T | null {
  return seen && Math.abs(nowMs - seen.atMs) < FRESH_MS ? seen.object : null
}

export type PassOrder =
  | {
      kind: 'grant-pass'
      paymentId: string
      /** What the page sent as the customer's name; used only when none was stored. */
      fallbackName?: string
      seen?: Seen<Payment>
    }
  | { kind: 'debit-failed'; paymentId: string; chargeId: string }
  | { kind: 'pass-money'; news: MoneyNews }
  | { kind: 'late-pass-letters'; paymentId: string }

export type MembershipOrder =
  | { kind: 'start-membership'; setupId: string; seen?: Seen<Setup> }
  | { kind: 'finish-membership'; invoiceId: string; subscriptionId: string }
  | { kind: 'membership-news'; news: News }
  | { kind: 'late-membership-letters'; subscriptionId: string }

/** What Stripe tells of a membership after it has begun. */
export type News =
  | { what: 'payment-failed'; subscriptionId: string; invoiceId: string }
  | { what: 'ended'; subscriptionId: string; atMs: number }
  | { what: 'lapsed'; subscriptionId: string }
  | MoneyNews

/** What Stripe tells of money after the sale: given back, or asked back from us by a bank. */
export interface MoneyNews {
  what: 'refunded' | 'refund-failed' | 'disputed' | 'dispute-won' | 'dispute-lost'
  paymentId: string
  /** The charge, the refund or the dispute. */
  objectId: string
  /** For a refund all that went back of the payment so far. */
  cents: number
  /** Until when a dispute can be answered, if it can. */
  answerByMs: number | null
}

export type BookingRunOrder =
  | { kind: 'book-room'; paymentId: string; seen?: Seen<Payment> }
  /** A hold has run out: its unpaid intent is cancelled. */
  | { kind: 'hold-lapsed'; room: string; attemptId: string }
  | { kind: 'booking-money'; news: MoneyNews }
  | { kind: 'late-booking-letters'; paymentId: string }

export type RunOrder = PassOrder | MembershipOrder
export type Order<K extends (RunOrder | BookingRunOrder)['kind']> = Extract<
  RunOrder | BookingRunOrder,
  { kind: K }
>

export interface Runs<T> {
  /** Starts a run unless one of this name was ever started. */
  start(id: string, order: T): Promise<void>
  state(id: string): Promise<RunState>
  /** Starts it again from its first step, errored or silent as it is. */
  restart(id: string): Promise<void>
}

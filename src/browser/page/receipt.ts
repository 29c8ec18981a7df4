/** What a selling page leaves in this tab for its confirmation page. Nothing of it is in the URL. */
import { session } from './storage.ts'

interface Buyer {
  /** Where the confirmation e-mail goes. */
  email?: string
  amountCents?: number
}

export interface PassReceipt extends Buyer {
  outcome?: string
  memberId?: string
  paymentIntentId?: string
  slug?: string
  customerName?: string
  passDate?: string
  receiptUrl?: string
}

export interface MembershipReceipt extends Buyer {
  outcome?: string
  memberId?: string
  setupIntentId?: string
  /** The plan's slug, and its name. */
  plan?: string
  planName?: string
  promo?: string
  monthlyCents?: number
  /** The day of the next charge. */
  renewsOn?: string
}

export interface BookingReceipt extends Buyer {
  intent?: string
  secret?: string
}

interface Receipts {
  'lt-purchase': PassReceipt
  'lt-join': MembershipReceipt
  'lt-booking': BookingReceipt
}

export function readReceipt<K extends keyof Receipts>(key: K): Receipts[K] {
  try {
    return JSON.parse(session.get(key)) ?? {}
  } catch {
    return {}
  }
}

/** Replaces the receipt of an earlier purchase. */
export function startReceipt<K extends keyof Receipts>(key: K, receipt: Receipts[K]): void {
  session.set(key, JSON.stringify(receipt))
}

export function addToReceipt<K extends keyof Receipts>(key: K, more: Receipts[K]): void {
  startReceipt(key, { ...readReceipt(key), ...more })
}

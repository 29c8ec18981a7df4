/** /purchase-confirmation: the day pass. */
import { formatCents } from '../../core/money.ts'
import { formatDay, isDay } from '../../core/time.ts'
import type { CompletePurchase, CompletePurchaseResponse } from '../../passes/contract.ts'
import { PASS_REFUND_POLICY } from '../../passes/rules/catalog.ts'
import { passEvent } from '../../payments/rules/calendar-file.ts'
import { post, type UserError } from '../page/api.ts'
import { addToReceipt, type PassReceipt, readReceipt } from '../page/receipt.ts'
import { calendarLink } from './calendar-file.ts'
import { poll } from './poll.ts'
import { returnFromBank } from './return-from-bank.ts'
import {
  emailSentence,
  type Fact,
  place,
  receiptLink,
  show,
  support,
  toAddress,
  writeToUs,
} from './show.ts'

const KEY = 'lt-purchase'

function factsOf({ passDate, amountCents, email, paymentIntentId }: PassReceipt): Fact[] {
  return [
    ...(isDay(passDate ?? '') ? [['Day', formatDay(`${passDate}`)] as Fact] : []),
    ...(amountCents ? [['Amount', formatCents(amountCents)] as Fact] : []),
    ...(email ? [['At the kiosk, enter', email] as Fact] : []),
    place,
    ...(paymentIntentId ? [['Reference', paymentIntentId] as Fact] : []),
  ]
}

function showGranted(receipt: PassReceipt): void {
  const { passDate = '', paymentIntentId, email, receiptUrl } = receipt
  const day = isDay(passDate) ? formatDay(passDate) : ''
  const file = { file: 'day-pass', organizer: support() }
  show({
    heading: 'Your day pass is ready',
    words: [
      day ? `Your pass is for ${day}.` : 'The email we have sent you names its day.',
      'When you arrive, check in at the kiosk with your email address.',
      emailSentence(email),
      `${PASS_REFUND_POLICY} To ask for it, ${writeToUs()} and name the reference.`,
    ],
    facts: factsOf(receipt),
    links: [
      ...(day ? [calendarLink(passEvent(`${paymentIntentId}`, passDate), file)] : []),
      ...receiptLink(receiptUrl),
    ],
  })
}

function showPending(receipt: PassReceipt): void {
  // The day shown before the payment is for cards only.
  const { passDate: _, ...facts } = receipt
  show({
    heading: 'Your bank payment is on its way',
    words: [
      'This takes up to 4 business days. There is nothing more for you to do.',
      emailSentence(receipt.email, 'about this payment'),
      'Once the money has arrived we make your pass for the next open day and send you another email that names it.',
    ],
    facts: factsOf(facts),
  })
}

function showWorking(receipt: PassReceipt, isLate = false): void {
  show({
    heading: 'Thank you',
    words: [
      `We are still making your pass; an email follows within minutes${toAddress(receipt.email)}.`,
      'You do not need to pay again, or to stay on this page.',
      ...(isLate
        ? [`It takes longer than usual. No email in 15 minutes? Please ${writeToUs()}.`]
        : []),
    ],
    facts: factsOf(receipt),
  })
}

function showFailed(): void {
  show({
    heading: 'The payment did not go through',
    words: [
      'Nothing has been charged. Please go back and try again, or pay another way.',
      `It does not work? Please ${writeToUs()}.`,
    ],
    links: [['Back to the day pass', '/memberships/day-pass']],
  })
}

const VIEWS: Record<string, (receipt: PassReceipt) => void> = {
  granted: showGranted,
  pending: showPending,
  failed: showFailed,
}

const draw = (receipt: PassReceipt) => (VIEWS[receipt.outcome ?? ''] ?? showWorking)(receipt)

/** Resolves with true once the outcome is known. */
async function ask(body: CompletePurchase): Promise<boolean> {
  const answer = await post<CompletePurchaseResponse>('/complete-purchase', body).catch(
    (error: UserError) => {
      if (error.code === 'not-paid') return { outcome: 'failed' }
      throw error
    }
  )
  addToReceipt(KEY, answer)
  draw(readReceipt(KEY))
  return answer.outcome !== 'working'
}

export function showPass(): void {
  const back = returnFromBank('payment_intent')
  const { outcome, memberId, paymentIntentId, slug, customerName = '' } = readReceipt(KEY)
  // Not this tab's purchase: the page keeps the embed's own text.
  if (back && back.id !== paymentIntentId) return
  if (outcome) draw(readReceipt(KEY))
  if ((back || outcome === 'working') && memberId && paymentIntentId && slug)
    void poll(
      () => ask({ memberId, paymentIntentId, slug, customerName }),
      () => readReceipt(KEY).outcome === 'working' && showWorking(readReceipt(KEY), true)
    )
}

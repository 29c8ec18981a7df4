/** /join-confirmation: the membership. */
import { formatCents } from '../../core/money.ts'
import { formatDay, isDay } from '../../core/time.ts'
import type { CompleteCheckout, CompleteCheckoutResponse } from '../../memberships/contract.ts'
import { post, type UserError } from '../page/api.ts'
import { addToReceipt, type MembershipReceipt, readReceipt } from '../page/receipt.ts'
import { poll } from './poll.ts'
import { returnFromBank } from './return-from-bank.ts'
import { emailSentence, type Fact, place, show, toAddress, writeToUs } from './show.ts'

const KEY = 'lt-join'

function factsOf(receipt: MembershipReceipt): Fact[] {
  const { planName, amountCents, monthlyCents = 0, renewsOn = '', email, setupIntentId } = receipt
  return [
    ...(planName ? [['Membership', planName] as Fact] : []),
    // Stripe prorates to the second: never more than shown, perhaps some cents less.
    ...(amountCents === undefined
      ? []
      : [['First payment, at most', formatCents(amountCents)] as Fact]),
    ...(isDay(renewsOn)
      ? [
          [
            'Next charge',
            `${formatCents(monthlyCents)} on ${formatDay(renewsOn)}, then monthly`,
          ] as Fact,
        ]
      : []),
    ...(email ? [['At the kiosk, enter', email] as Fact] : []),
    place,
    ...(setupIntentId ? [['Reference', setupIntentId] as Fact] : []),
  ]
}

const cancelRule = () =>
  `Your membership renews monthly until you cancel. To cancel, ${writeToUs()} before the next charge.`

function showActive(receipt: MembershipReceipt): void {
  const { planName, email } = receipt
  show({
    heading: 'Welcome to Labour Temple',
    words: [
      planName ? `Your membership is active: ${planName}.` : 'Your membership is active.',
      'When you arrive, check in at the kiosk with your email address.',
      emailSentence(email),
      cancelRule(),
    ],
    facts: factsOf(receipt),
  })
}

function showWorking(receipt: MembershipReceipt, isLate = false): void {
  show({
    heading: 'Thank you',
    words: [
      `We are still setting up your membership; an email follows within minutes${toAddress(receipt.email)}.`,
      'You do not need to join again, or to stay on this page.',
      ...(isLate
        ? [`It takes longer than usual. No email in 15 minutes? Please ${writeToUs()}.`]
        : []),
    ],
    facts: factsOf(receipt),
  })
}

function showFailed({ plan, outcome }: MembershipReceipt, reason?: string): void {
  show({
    heading:
      outcome === 'failed'
        ? 'The payment method could not be confirmed'
        : 'Your membership has not started',
    words: [
      reason?.replace('write to us', writeToUs()) ??
        'Nothing has been charged. Please go back and try again, or pay another way.',
      `It does not work? Please ${writeToUs()}.`,
    ],
    links: plan ? [['Back to the membership', `/memberships/${plan}`]] : [],
  })
}

function draw(receipt: MembershipReceipt, error?: string): void {
  const { outcome } = receipt
  if (outcome === 'active') showActive(receipt)
  else if (outcome === 'failed' || outcome === 'declined') showFailed(receipt, error)
  else if (outcome === 'already-member') showFailed(receipt, error)
  else if (outcome === 'requires-action')
    showFailed(
      receipt,
      'Your bank wants you to confirm the first payment. Nothing has been charged. Please go back and press Join again.'
    )
  else showWorking(receipt)
}

/** Resolves with true once the outcome is known. */
async function ask(body: CompleteCheckout): Promise<boolean> {
  const answer = await post<CompleteCheckoutResponse>('/complete-checkout', body).catch(
    ({ code, message }: UserError) => {
      if (code !== 'not-paid' && code !== 'quote-changed') throw new Error(message)
      return { outcome: 'failed', error: message }
    }
  )
  const { outcome, error } = answer
  addToReceipt(KEY, { outcome })
  draw(readReceipt(KEY), error)
  return outcome !== 'working'
}

export function showMembership(): void {
  const back = returnFromBank('setup_intent')
  const { outcome, memberId, setupIntentId, plan, promo } = readReceipt(KEY)
  // Not this tab's sign-up: the page keeps the embed's own text.
  if (back && back.id !== setupIntentId) return
  if (outcome) draw(readReceipt(KEY))
  if ((back || outcome === 'working') && memberId && setupIntentId && plan)
    void poll(
      () => ask({ memberId, setupIntentId, plan, promo: promo || undefined }),
      () => readReceipt(KEY).outcome === 'working' && showWorking(readReceipt(KEY), true)
    )
}

/** The membership offer of a page: the plan, the amount due today, the promo codes. */
import { formatCents } from '../../core/money.ts'
import type {
  CompleteCheckout,
  CompleteCheckoutResponse,
  CreatePayment,
  CreatePaymentResponse,
  PlanPageResponse,
  QuoteResponse,
} from '../../memberships/contract.ts'
import type { ValidatePromo } from '../../payments/contract.ts'
import { MEMBERSHIP_METHODS } from '../../payments/rules/payment-methods.ts'
import { get, post, treatAsWorking, UserError } from '../page/api.ts'
import { billingOf } from '../page/form.ts'
import { askUs, pressAgain, renewalNotice, totalNow } from '../page/messages.ts'
import type { PromoField } from '../page/promo-field.ts'
import type { Offer } from '../page/promo-form.ts'
import { addToReceipt, startReceipt } from '../page/receipt.ts'
import { createAttempt } from '../page/storage.ts'
import { type Line, showSummary } from '../page/summary.ts'

interface AppliedPromo {
  quote: QuoteResponse
}

/** The parts of a quote that must not change. Prorated amounts change every second, so they are left out. */
const shapeOf = ({ lines, monthlyCents, reduced, renewsOn }: QuoteResponse) =>
  JSON.stringify([lines.map(({ label }) => label), monthlyCents, reduced, renewsOn])

export function createPlanOffer(page: PlanPageResponse): Offer<AppliedPromo> | undefined {
  if (!page.plan.forSale) return
  const { slug: plan, name, monthlyCents, termsUrl } = page.plan
  const attempt = createAttempt(plan)
  let current = page
  let quote = page.quote
  let promoField: PromoField | undefined

  const show = (next: QuoteResponse) => {
    quote = next
    window._autoPromo = current.autoPromo?.code ?? ''
    showSummary(
      'checkout-summary',
      [
        ['Membership', `${formatCents(monthlyCents)} a month`],
        ...quote.lines.map(({ label, cents }): Line => [label, cents]),
      ],
      ['Due today', quote.dueTodayCents],
      renewalNotice(quote)
    )
    return quote.dueTodayCents
  }
  const totalMessage = () => `${totalNow(quote.dueTodayCents)} ${renewalNotice(quote)}`
  const priceChanged = () => new UserError(`${totalMessage()} ${pressAgain}`)
  const reloadPlan = async () => {
    current = await get<PlanPageResponse>(`/plans/${plan}`)
    show(current.quote)
    if (window._promo) await promoField?.apply()
  }
  const finish = ({ outcome, error }: { outcome: string; error?: string }) => {
    const failed = outcome === 'declined' || outcome === 'already-member'
    // In every other outcome the customer may continue the same attempt, for example with another card.
    if (outcome === 'active' || outcome === 'already-member') attempt.reset()
    if (failed) throw new UserError(error || askUs)
    addToReceipt('lt-join', { outcome })
  }

  show(quote)
  return {
    termsUrl,
    finishing: 'Starting your membership…',
    totalMessage,
    check: (code) => post('/validate-promo', { code, plan } satisfies ValidatePromo),
    applyPromo: (applied) => show(applied?.quote ?? current.quote),
    options: () => ({
      mode: 'setup',
      currency: 'usd',
      allowedPaymentMethodTypes: [...MEMBERSHIP_METHODS],
      appearance: window._S,
    }),
    create: async (contact, field) => {
      promoField = field
      const code = window._promo
      const answer = await post<CreatePaymentResponse>('/create-payment', {
        plan,
        ...contact,
        promo: code || undefined,
        attemptId: attempt.id(),
      } satisfies CreatePayment)
      if ('alreadyPaid' in answer) {
        finish(answer)
        return { alreadyPaid: true }
      }
      const shown = quote
      const due = show(answer.quote)
      if (due > shown.dueTodayCents || shapeOf(quote) !== shapeOf(shown)) throw priceChanged()
      const { clientSecret, setupIntentId, memberId } = answer
      const { monthlyCents, renewsOn } = quote
      // The bank's own page may come before `complete`.
      startReceipt('lt-join', {
        ...{ setupIntentId, memberId, plan, planName: name, promo: code, email: contact.email },
        ...{ amountCents: due, monthlyCents, renewsOn },
      })
      const setupIntent = setupIntentId
      return { clientSecret, setupIntent, memberId, plan, promo: code, billing: billingOf(contact) }
    },
    complete: async (memberId, setupIntentId, plan, promo) => {
      const body: CompleteCheckout = { memberId, setupIntentId, plan, promo: promo || undefined }
      const answer = await post<CompleteCheckoutResponse>('/complete-checkout', body)
        .catch(treatAsWorking)
        .catch(async (refusal: UserError) => {
          if (refusal.code !== 'quote-changed') throw refusal
          await reloadPlan()
          throw priceChanged()
        })
      const { outcome, clientSecret } = answer as CompleteCheckoutResponse
      if (outcome === 'requires-action' && clientSecret) return clientSecret
      finish(answer)
      return
    },
  }
}

/** A membership as its page offers it: the plan, what joining costs today, the codes in use. */
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
import { get, post, Told, working } from '../page/api.ts'
import { billingOf } from '../page/form.ts'
import { askUs, nowCosts, pressAgain, thenCosts } from '../page/messages.ts'
import type { Promo } from '../page/promo-field.ts'
import type { Offer } from '../page/promo-form.ts'
import { createAttempt, session } from '../page/storage.ts'
import { type Line, showSummary } from '../page/summary.ts'

interface Deal {
  quote: QuoteResponse
}

/** Which lines there are and what renews; their cents move with every second of a part month. */
const shapeOf = ({ lines, monthlyCents, renewsOn }: QuoteResponse) =>
  JSON.stringify([lines.map(({ label }) => label), monthlyCents, renewsOn])

export function offerPlan(page: PlanPageResponse): Offer<Deal> | undefined {
  if (!page.plan.forSale) return
  const { slug: plan, name, monthlyCents, termsUrl } = page.plan
  const attempt = createAttempt(plan)
  let standing = page
  let quote = page.quote
  let codes: Promo | undefined

  const show = (next: QuoteResponse) => {
    quote = next
    window._autoPromo = standing.autoPromo?.code ?? ''
    showSummary(
      'checkout-summary',
      [
        ['Membership', `${formatCents(monthlyCents)} a month`],
        ...quote.lines.map(({ label, cents }): Line => [label, cents]),
      ],
      ['Due today', quote.dueTodayCents],
      thenCosts(quote)
    )
    return quote.dueTodayCents
  }
  const costs = () => `${nowCosts(quote.dueTodayCents)} ${thenCosts(quote)}`
  const askAgain = () => new Told(`${costs()} ${pressAgain}`)
  const renew = async () => {
    standing = await get<PlanPageResponse>(`/plans/${plan}`)
    show(standing.quote)
    if (window._promo) await codes?.apply()
  }
  const conclude = ({ outcome, error }: { outcome: string; error?: string }) => {
    const failed = outcome === 'declined' || outcome === 'already-member'
    // As long as it is under way or to be paid by another card, it is the same attempt.
    if (outcome === 'active' || outcome === 'already-member') attempt.forget()
    if (failed) throw new Told(error || askUs)
    session.set('lt-join', JSON.stringify({ outcome, plan: name }))
  }

  show(quote)
  return {
    termsUrl,
    costs,
    check: (code) => post('/validate-promo', { code, plan } satisfies ValidatePromo),
    take: (deal) => show(deal?.quote ?? standing.quote),
    options: () => ({
      mode: 'setup',
      currency: 'usd',
      allowedPaymentMethodTypes: [...MEMBERSHIP_METHODS],
      appearance: window._S,
    }),
    create: async (person, promo) => {
      codes = promo
      const code = window._promo
      const answer = await post<CreatePaymentResponse>('/create-payment', {
        plan,
        ...person,
        promo: code || undefined,
        attemptId: attempt.id(),
      } satisfies CreatePayment)
      if ('alreadyPaid' in answer) {
        conclude(answer)
        return { alreadyPaid: true }
      }
      const shown = quote
      const due = show(answer.quote)
      if (due > shown.dueTodayCents || shapeOf(quote) !== shapeOf(shown)) throw askAgain()
      const { clientSecret, setupIntentId: setupIntent, memberId } = answer
      return { clientSecret, setupIntent, memberId, plan, promo: code, billing: billingOf(person) }
    },
    complete: async (memberId, setupIntentId, plan, promo) => {
      const body: CompleteCheckout = { memberId, setupIntentId, plan, promo: promo || undefined }
      const answer = await post<CompleteCheckoutResponse>('/complete-checkout', body)
        .catch(working)
        .catch(async (refusal: Told) => {
          if (refusal.code !== 'quote-changed') throw refusal
          await renew()
          throw askAgain()
        })
      const { outcome, clientSecret } = answer as CompleteCheckoutResponse
      if (outcome === 'requires-action' && clientSecret) return clientSecret
      conclude(answer)
      return
    },
  }
}

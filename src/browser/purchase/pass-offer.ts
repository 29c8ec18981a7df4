/** A day pass as its page offers it: the product, its day, the code in use, the amount. */
import { formatDay, seattleDay } from '../../core/time.ts'
import type {
  CompletePurchaseResponse,
  CreatePurchase,
  CreatePurchaseResponse,
  ProductPageResponse,
} from '../../passes/contract.ts'
import type { ValidatePromo } from '../../payments/contract.ts'
import { PASS_METHODS } from '../../payments/rules/payment-methods.ts'
import { post, Told, working } from '../page/api.ts'
import { createQuestion } from '../page/consent-checkbox.ts'
import { place, say } from '../page/dom.ts'
import { billingOf } from '../page/form.ts'
import { dayConsent, nowCosts, nowFor, pressAgain, secondPass, visitDay } from '../page/messages.ts'
import type { Offer } from '../page/promo-form.ts'
import { createAttempt, session } from '../page/storage.ts'
import { type Line, showSummary } from '../page/summary.ts'
import { lastPass, rememberPass } from './last-pass.ts'

interface Deal {
  name: string
  amountCents: number
}

export function offerPass({ product, passDate }: ProductPageResponse): Offer<Deal> | undefined {
  if (!product.forSale) return
  const { slug, name, priceCents, termsUrl } = product
  const attempt = createAttempt(slug)
  const again = createQuestion('purchase-again')
  const consent = createQuestion('purchase-consent')
  let amount = priceCents
  let promoName = ''
  let changed = (_: { amount: number }) => {}

  const ask = () => {
    const now = Date.now()
    const last = lastPass(slug)
    const isSecond = last?.passDate === passDate
    again.ask(isSecond ? 'Yes, buy another' : '', isSecond ? secondPass(last, now) : '')
    consent.ask(passDate === seattleDay(now) ? '' : dayConsent(passDate))
    place('purchase-visit').textContent = visitDay(passDate, now)
  }
  const show = () => {
    const lines: Line[] = [[name, priceCents]]
    if (amount !== priceCents) lines.push([promoName || 'Discount', amount - priceCents])
    showSummary('purchase-summary', lines, ['Total', amount])
    say('purchase-day', `Your pass is for ${formatDay(passDate)}.`)
    ask()
  }
  const price = (cents: number) => {
    if (cents !== amount) changed({ amount: cents })
    amount = cents
  }
  const costs = () => nowCosts(amount)
  const succeed = (answer: { outcome: string }) => {
    const { outcome } = answer
    rememberPass(slug, { passDate, boughtAt: Date.now(), attemptId: attempt.id(), outcome })
    session.set('lt-purchase', JSON.stringify(answer))
    attempt.forget()
  }

  window.addEventListener('storage', ask)
  show()
  return {
    termsUrl,
    costs,
    check: (code) => post('/validate-promo', { code, slug } satisfies ValidatePromo),
    take: (deal) => {
      promoName = deal?.name ?? ''
      price(deal?.amountCents ?? priceCents)
      show()
      return amount
    },
    options: (listener) => {
      changed = listener ?? changed
      return {
        mode: 'payment',
        amount,
        currency: 'usd',
        allowedPaymentMethodTypes: [...PASS_METHODS],
        appearance: window._S,
      }
    },
    complaints: () => {
      // The page may have stood open past midnight, or another tab may have bought meanwhile.
      ask()
      return [...again.complaints(), ...consent.complaints()]
    },
    begin: () => {
      // She said yes to another pass: the attempt that bought the last one must not answer for it.
      if (lastPass(slug)?.attemptId === attempt.id()) attempt.forget()
    },
    create: async (person, promo) => {
      const answer = await post<CreatePurchaseResponse>('/create-purchase', {
        slug,
        ...person,
        promo: window._promo || undefined,
        attemptId: attempt.id(),
      } satisfies CreatePurchase)
      if ('alreadyPaid' in answer) {
        succeed({ outcome: answer.outcome })
        return { alreadyPaid: true }
      }
      if (answer.passDate !== passDate || answer.amountCents !== amount) {
        passDate = answer.passDate
        price(answer.amountCents)
        show()
        if (amount === priceCents) promo.withdraw()
        throw new Told(`${nowFor(passDate)} ${costs()} ${pressAgain}`)
      }
      const billing = billingOf(person)
      return { ...answer, slug, customerName: billing.name, billing }
    },
    complete: async (memberId, paymentIntentId, slug, customerName) => {
      const body = { memberId, paymentIntentId, slug, customerName }
      succeed(await post<CompletePurchaseResponse>('/complete-purchase', body).catch(working))
    },
  }
}

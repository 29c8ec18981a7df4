/** The day pass offer of a page: the product, its day, the promo code, the amount. */

import { formatDay, seattleDay } from '../../core/time.ts'
import type {
  CompletePurchaseResponse,
  CreatePurchase,
  CreatePurchaseResponse,
  ProductPageResponse,
} from '../../passes/contract.ts'
import type { ValidatePromo } from '../../payments/contract.ts'
import { PASS_METHODS } from '../../payments/rules/payment-methods.ts'
import { post, treatAsWorking, UserError } from '../page/api.ts'
import { createConsentCheckbox } from '../page/consent-checkbox.ts'
import { announce, elementById } from '../page/dom.ts'
import { billingOf } from '../page/form.ts'
import {
  dayConsent,
  debitDay,
  passNowFor,
  pressAgain,
  secondPass,
  totalNow,
  visitDay,
  whyNotToday,
} from '../page/messages.ts'
import type { Offer } from '../page/promo-form.ts'
import { addToReceipt, startReceipt } from '../page/receipt.ts'
import { createAttempt } from '../page/storage.ts'
import { type Line, showSummary } from '../page/summary.ts'
import { lastPass, rememberPass } from './last-pass.ts'

interface AppliedPromo {
  name: string
  amountCents: number
}

export function createPassOffer({
  product,
  passDate,
}: ProductPageResponse): Offer<AppliedPromo> | undefined {
  if (!product.forSale) return
  const { slug, name, priceCents, termsUrl } = product
  const attempt = createAttempt(slug)
  const again = createConsentCheckbox('purchase-again')
  const consent = createConsentCheckbox('purchase-consent')
  let amount = priceCents
  let promoName = ''
  let byDebit = false
  let onAmountChange = (_: { amount: number }) => {}

  const updateQuestions = () => {
    const now = Date.now()
    const last = lastPass(slug)
    const isSecond = last?.passDate === passDate
    again.show(isSecond ? 'Yes, buy another' : '', isSecond ? secondPass(last, now) : '')
    // A debit buys a day that nobody knows yet, so there is none to agree to.
    consent.show(byDebit || passDate === seattleDay(now) ? '' : dayConsent(passDate))
    elementById('purchase-visit').textContent = visitDay(passDate, now)
  }
  const show = () => {
    const lines: Line[] = [[name, priceCents]]
    if (amount !== priceCents) lines.push([promoName || 'Discount', amount - priceCents])
    const why = byDebit ? '' : whyNotToday(passDate, Date.now())
    const note = why && `${why} Your pass is for ${formatDay(passDate)}.`
    showSummary('purchase-summary', lines, ['Total', amount], note)
    announce('purchase-day', byDebit ? debitDay : `Your pass is for ${formatDay(passDate)}.`)
    updateQuestions()
  }
  const setAmount = (cents: number) => {
    if (cents !== amount) onAmountChange({ amount: cents })
    amount = cents
  }
  const totalMessage = () => totalNow(amount)
  const finish = (answer: { outcome: string }) => {
    const { outcome } = answer
    rememberPass(slug, { passDate, boughtAt: Date.now(), attemptId: attempt.id(), outcome })
    addToReceipt('lt-purchase', answer)
    attempt.reset()
  }

  window.addEventListener('storage', updateQuestions)
  window._method = (type) => {
    byDebit = type === 'us_bank_account'
    show()
  }
  show()
  return {
    termsUrl,
    finishing: 'Making your pass…',
    totalMessage,
    check: (code) => post('/validate-promo', { code, slug } satisfies ValidatePromo),
    applyPromo: (applied) => {
      promoName = applied?.name ?? ''
      setAmount(applied?.amountCents ?? priceCents)
      show()
      return amount
    },
    options: (listener) => {
      onAmountChange = listener ?? onAmountChange
      return {
        mode: 'payment',
        amount,
        currency: 'usd',
        captureMethod: 'automatic',
        allowedPaymentMethodTypes: [...PASS_METHODS],
        appearance: window._S,
      }
    },
    fieldErrors: () => {
      // Midnight may have passed since the page loaded, or another tab may have bought a pass.
      updateQuestions()
      return [...again.fieldErrors(), ...consent.fieldErrors()]
    },
    onValid: () => {
      // The customer agreed to buy another pass, so it needs a new attempt id.
      if (lastPass(slug)?.attemptId === attempt.id()) attempt.reset()
    },
    create: async (contact, promoField) => {
      const answer = await post<CreatePurchaseResponse>('/create-purchase', {
        slug,
        ...contact,
        promo: window._promo || undefined,
        attemptId: attempt.id(),
      } satisfies CreatePurchase)
      if ('alreadyPaid' in answer) {
        finish({ outcome: answer.outcome })
        return { alreadyPaid: true }
      }
      if (answer.passDate !== passDate || answer.amountCents !== amount) {
        passDate = answer.passDate
        setAmount(answer.amountCents)
        show()
        if (amount === priceCents) promoField.withdraw()
        throw new UserError(`${passNowFor(passDate)} ${totalMessage()} ${pressAgain}`)
      }
      const billing = billingOf(contact)
      const { paymentIntentId, memberId } = answer
      const customerName = billing.name
      // The bank's own page may come before `complete`.
      startReceipt('lt-purchase', {
        ...{ paymentIntentId, memberId, slug, customerName, passDate },
        ...{ email: billing.email, amountCents: amount },
      })
      return { ...answer, slug, customerName, billing }
    },
    complete: async (memberId, paymentIntentId, slug, customerName) => {
      const body = { memberId, paymentIntentId, slug, customerName }
      finish(await post<CompletePurchaseResponse>('/complete-purchase', body).catch(treatAsWorking))
    },
  }
}

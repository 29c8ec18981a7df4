/** What is being bought, as the page shows it: the product, its day, the code in use, the amount. */
import { dayInWords, houseDay } from '../rules/time.ts'
import type { ProductPageAnswer } from '../workers/contract.ts'
import { find, say } from './dom.ts'
import type { Complaint } from './form.ts'
import type { Memory } from './memory.ts'
import type { Deal } from './promo.ts'
import { createQuestion } from './question.ts'
import { showSummary } from './summary.ts'
import { bankNote, dayConsent, nowCosts, nowFor, secondPass } from './words.ts'

export interface Order {
  passDate(): string
  amountCents(): number
  isReduced(): boolean
  /** A code came into use, or went out of it. */
  take(deal: Deal | undefined): void
  /** Takes over what the Worker would charge and grant; says what of it the page had not shown. */
  adopt(terms: { amountCents: number; passDate: string }): string[]
  /** The questions that must be answered with yes before this can be bought. */
  complaints(): Complaint[]
  watch(changed: (options: { amount: number }) => void): void
}

export function createOrder(
  { product, passDate: firstDay }: ProductPageAnswer,
  memory: Memory
): Order {
  const again = createQuestion('purchase-again', 'Please tick this to buy another pass.')
  const consent = createQuestion('purchase-consent', 'Please tick this to accept the day.')
  let passDate = firstDay
  let amountCents = product.priceCents
  let promoName = ''
  let changed = (_: { amount: number }) => {}

  const showDay = () => {
    const now = Date.now()
    say(find('purchase-day'), `Your pass is for ${dayInWords(passDate)}.`)
    consent.ask(passDate === houseDay(now) ? '' : dayConsent(passDate))
    const note = find('purchase-bank-note')
    if (note) note.textContent = bankNote(passDate, now)
  }
  const showSecondPass = () => {
    const last = memory.lastPass()
    if (last?.passDate === passDate) again.ask('Yes, buy another', secondPass(last, Date.now()))
    else again.ask('')
  }
  const show = () => {
    showSummary('purchase-summary', { ...product, promoName, amountCents })
    showDay()
    showSecondPass()
  }
  const price = (cents: number) => {
    amountCents = cents
    changed({ amount: cents })
  }
  window.addEventListener('storage', showSecondPass)
  show()
  return {
    passDate: () => passDate,
    amountCents: () => amountCents,
    isReduced: () => amountCents < product.priceCents,
    take: (deal) => {
      window._promo = deal?.code ?? ''
      promoName = deal?.name ?? ''
      price(deal?.amountCents ?? product.priceCents)
      show()
    },
    adopt: (terms) => {
      const news = [
        ...(terms.passDate === passDate ? [] : [nowFor(terms.passDate)]),
        ...(terms.amountCents === amountCents ? [] : [nowCosts(terms.amountCents)]),
      ]
      passDate = terms.passDate
      if (terms.amountCents !== amountCents) price(terms.amountCents)
      if (news.length) show()
      return news
    },
    complaints: () => {
      // The page may have stood open past midnight, or another tab may have bought meanwhile.
      showDay()
      showSecondPass()
      return [...again.complaints(), ...consent.complaints()]
    },
    watch: (listener) => {
      changed = listener
    },
  }
}

/** What the two pages with a promo code do: one form, one code, and words for what went wrong. */
import { Told } from './api.ts'
import { place } from './dom.ts'
import {
  type Complaint,
  complain,
  createForm,
  faultless,
  PERSON,
  type Person,
  type Tell,
} from './form.ts'
import { paymentWords, pressAgain } from './messages.ts'
import { createPromo, type Promo, type PromoAnswer } from './promo-field.ts'
import type { Stall } from './sales-page.ts'
import type { Started } from './site-script.ts'

/** One thing for sale on one page. */
export interface Offer<Deal> extends Pick<Stall, 'termsUrl' | 'options' | 'complete'> {
  check(code: string): Promise<PromoAnswer<Deal>>
  /** Puts a deal into use, or takes it off again; returns what is to be paid now. */
  take(deal?: Deal): number
  costs(): string
  /** Questions of its own that must be answered first. */
  complaints?(): Complaint[]
  /** The form is filled in rightly, and the button pressed. */
  begin?(): void
  create(person: Person, promo: Promo): Promise<Started>
}

/** Nothing, if it is not for sale. */
export function createDesk<Deal>(
  prefix: string,
  tell: Tell,
  offer: Offer<Deal> | undefined
): Stall | undefined {
  if (!offer) return
  const form = createForm<Person>(prefix, PERSON)
  const promoId = `${prefix}-promo`
  const promo = createPromo<Deal>(promoId, offer.check, offer.take)
  return {
    ...offer,
    create: () => offer.create(form.read(), promo),
    validate: () => {
      if (!faultless([...form.complaints(), ...(offer.complaints?.() ?? [])], tell)) return false
      const settled = promo.settled()
      if (settled) offer.begin?.()
      else void promo.apply().then((words) => tell(`${words} ${pressAgain}`))
      return settled
    },
    explain: (error) => {
      if (!(error instanceof Told)) return tell(paymentWords(error))
      const { field = '', message: words } = error
      const ofCode = field === 'promo'
      if (ofCode) promo.withdraw()
      tell(ofCode ? `${words} ${offer.costs()} ${pressAgain}` : words)
      const element = ofCode ? place(promoId) : form.element(field)
      if (element) complain([{ element, words }], tell)
    },
  }
}

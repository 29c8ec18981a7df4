/** The form of the two pages with a promo code (day pass, membership): fields, code, errors. */
import { UserError } from './api.ts'
import { elementById } from './dom.ts'
import {
  CONTACT_FIELDS,
  type ContactDetails,
  createForm,
  type FieldError,
  type ShowMessage,
  showErrors,
  validateAll,
} from './form.ts'
import { paymentErrorMessage, pressAgain, withHelp } from './messages.ts'
import { createPromoField, type PromoAnswer, type PromoField } from './promo-field.ts'
import type { SalesForm } from './sales-page.ts'
import type { CreateResult } from './site-script.ts'

/** The item that a page sells. */
export interface Offer<Applied>
  extends Pick<SalesForm, 'termsUrl' | 'finishing' | 'options' | 'complete'> {
  check(code: string): Promise<PromoAnswer<Applied>>
  /** Applies a promo code, or removes it if called without one; returns the new total in cents. */
  applyPromo(applied?: Applied): number
  totalMessage(): string
  /** Errors of the offer's own checkboxes. */
  fieldErrors?(): FieldError[]
  /** Called when the button was pressed and the form is valid. */
  onValid?(): void
  create(contact: ContactDetails, promoField: PromoField): Promise<CreateResult>
}

/** Returns undefined if the item is not for sale. */
export function createPromoForm<Applied>(
  prefix: string,
  showMessage: ShowMessage,
  offer: Offer<Applied> | undefined
): SalesForm | undefined {
  if (!offer) return
  const form = createForm<ContactDetails>(prefix, CONTACT_FIELDS)
  const promoId = `${prefix}-promo`
  const promoField = createPromoField<Applied>(promoId, offer.check, offer.applyPromo)
  return {
    ...offer,
    create: () => offer.create(form.read(), promoField),
    validate: () => {
      if (!validateAll([...form.fieldErrors(), ...(offer.fieldErrors?.() ?? [])], showMessage))
        return false
      const settled = promoField.settled()
      if (settled) offer.onValid?.()
      else void promoField.apply().then((message) => showMessage(`${message} ${pressAgain}`))
      return settled
    },
    onError: (error) => {
      if (!(error instanceof UserError)) {
        showMessage(withHelp(paymentErrorMessage(error)))
        return
      }
      const { field = '', message } = error
      const isPromo = field === 'promo'
      if (isPromo) promoField.withdraw()
      const more = isPromo ? ` ${offer.totalMessage()} ${pressAgain}` : ''
      showMessage(withHelp(message + more))
      const element = isPromo ? elementById(promoId) : form.element(field)
      if (element) showErrors([{ element, message }], showMessage)
    },
  }
}

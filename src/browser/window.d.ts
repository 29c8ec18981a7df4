/** What the embed, this folder's scripts and the site scripts find of each other on `window`. */
import type { PaymentOptions, Purchase } from './purchase-contract.ts'

declare global {
  interface Window {
    /** The look of Stripe's fields; set by the embed. */
    _S?: Record<string, unknown>
    /** The promo code in use, or ''. */
    _promo: string
    /** Checks the form, marks what is wrong and puts the focus there. */
    _validate(): boolean
    /** What `stripe.elements` needs, once the price is known; `changed` hears of a new price. */
    _elements(changed: (options: { amount: number }) => void): Promise<PaymentOptions>
    /**
     * Opens the button; a press runs `flow`, once at a time, and shows what it throws. True from
     * it means that the page is being left.
     */
    _buy(flow: () => Promise<boolean> | false): void
    /** POST /create-purchase. */
    _create(): Promise<Purchase>
    /** POST /complete-purchase. */
    _complete(
      memberId: string,
      paymentIntentId: string,
      slug: string,
      customerName: string
    ): Promise<void>
  }
}

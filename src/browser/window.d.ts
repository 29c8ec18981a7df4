/** What the embeds, this folder's scripts and the site scripts find of each other on `window`. */
import type { ElementsOptions, Started } from './page-contract.ts'

declare global {
  interface Window {
    /** The look of Stripe's fields; set by the embed. */
    _S?: Record<string, unknown>
    /** The promo code in use, or ''. */
    _promo: string
    /** The plan's own promo code, which was taken off without asking, or ''. */
    _autoPromo: string
    /** Checks the form, marks what is wrong and puts the focus there. */
    _validate(): boolean
    /** What `stripe.elements` needs, once the price is known; `changed` hears of a new price. */
    _elements(changed?: (options: { amount: number }) => void): Promise<ElementsOptions>
    /**
     * Opens the button; a press runs `flow`, once at a time, and shows what it throws. True from
     * it means that the page is being left.
     */
    _buy(flow: () => Promise<boolean> | false): void
    /** POST /create-purchase, /create-payment or /create-booking. */
    _create(): Promise<Started>
    /**
     * POST /complete-purchase (payment intent, slug, customer's name) or /complete-checkout (set-up
     * intent, plan, promo); a booking needs neither. Resolves with a client secret when the bank wants to ask the customer,
     * after which it is to be called again.
     */
    _complete(
      memberId: string,
      intent: string,
      item: string,
      more: string
    ): Promise<string | undefined>
  }
}

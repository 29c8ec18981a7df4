/** Properties of `window` that the embeds, the scripts of this folder and the site scripts share. */
import type { CreateResult, ElementsOptions } from './page/site-script.ts'

declare global {
  /** The part of Turnstile's API that we use. */
  interface Turnstile {
    /** Renders a widget, which starts at once; returns its id. */
    render(
      container: HTMLElement,
      options: {
        sitekey: string
        action: string
        appearance: 'interaction-only'
        size: 'compact' | 'flexible'
        retry: 'never'
        'response-field': false
        callback(token: string): void
        'error-callback'(): true
        'timeout-callback'(): void
        'unsupported-callback'(): void
        'before-interactive-callback'(): void
      }
    ): string | undefined
    remove(id: string): void
  }

  interface Window {
    turnstile?: Turnstile
    /** Resolves with a Turnstile token if the request needs one and one is available. */
    _turnstileToken?(path: string): Promise<string | undefined>
    /** Appearance of Stripe's fields; set by the embed. */
    _S?: Record<string, unknown>
    /** The applied promo code, or ''. */
    _promo: string
    /** The plan's own promo code, which is applied automatically, or ''. */
    _autoPromo: string
    /** Checks the form, marks invalid fields and focuses the first one. */
    _validate(): boolean
    /**
     * Options for `stripe.elements`, once the price is known; undefined if nothing is for sale.
     * `onAmountChange` is called for each new price.
     */
    _elements(
      onAmountChange?: (options: { amount: number }) => void
    ): Promise<ElementsOptions | undefined>
    /**
     * Enables the button. A press runs `flow`, one run at a time, and shows the error it throws.
     * `flow` returns true if the browser is leaving the page.
     */
    _buy(flow: () => Promise<boolean> | false): void
    /** The customer has chosen a payment method, in Stripe's word for it. Only the day pass depends on it. */
    _method?(type: string): void
    /** POST /create-purchase, /create-payment or /create-booking. */
    _create(): Promise<CreateResult>
    /**
     * POST /complete-purchase (payment intent, slug, customer name) or /complete-checkout (setup
     * intent, plan, promo); a booking sends nothing. Resolves with a client secret if the bank must
     * authenticate the customer; call it again afterwards.
     */
    _complete(
      memberId: string,
      intent: string,
      item: string,
      more: string
    ): Promise<string | undefined>
  }
}

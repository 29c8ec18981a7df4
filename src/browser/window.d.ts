/** What the embeds, this folder's scripts and the site scripts find of each other on `window`. */
import type { ElementsOptions, Started } from './page/site-script.ts'

declare global {
  /** What of Turnstile's script is used. */
  interface Turnstile {
    /** Draws a widget, which begins at once; answers its id. */
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
    /** A token of Turnstile's for a request that needs one, if one is to be had. */
    _prove?(path: string): Promise<string | undefined>
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

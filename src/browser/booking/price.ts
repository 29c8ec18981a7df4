/** The price line by line, and the total, which Stripe's fields must know to the cent. */
import { ROOM_METHODS } from '../../payments/rules/payment-methods.ts'
import type { ElementsOptions } from '../page/site-script.ts'
import { showSummary } from '../page/summary.ts'

/** `first` runs when there is a price at last. */
export function createPrice(first: () => void) {
  let amount = 0
  let changed = (_: { amount: number }) => {}
  let priced = () => {}
  const known = new Promise<void>((resolve) => {
    priced = resolve
  })
  return {
    amount: () => amount,
    show: (lines: { label: string; cents: number }[], cents: number) => {
      showSummary(
        'booking-summary',
        lines.map((line) => [line.label, line.cents]),
        ['Total', cents]
      )
      if (!amount) first()
      if (cents !== amount) changed({ amount: cents })
      amount = cents
      priced()
    },
    options: async (listener?: typeof changed): Promise<ElementsOptions> => {
      await known
      changed = listener ?? changed
      return {
        mode: 'payment',
        amount,
        currency: 'usd',
        allowedPaymentMethodTypes: [...ROOM_METHODS],
        appearance: window._S,
      }
    },
  }
}

/** The price lines and the total. Stripe's payment fields need the exact total. */
import { ROOM_METHODS } from '../../payments/rules/payment-methods.ts'
import { announce } from '../page/dom.ts'
import type { ElementsOptions } from '../page/site-script.ts'
import { showSummary } from '../page/summary.ts'
import { priceSpoken } from './messages.ts'

/** `onFirstPrice` runs once, when the first price is known. */
export function createPrice(onFirstPrice: () => void) {
  let amount = 0
  let onAmountChange = (_: { amount: number }) => {}
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
      announce('booking-spoken', priceSpoken(cents, !amount))
      if (!amount) onFirstPrice()
      if (cents !== amount) onAmountChange({ amount: cents })
      amount = cents
      priced()
    },
    options: async (listener?: typeof onAmountChange): Promise<ElementsOptions> => {
      await known
      onAmountChange = listener ?? onAmountChange
      return {
        mode: 'payment',
        amount,
        currency: 'usd',
        captureMethod: 'automatic',
        allowedPaymentMethodTypes: [...ROOM_METHODS],
        appearance: window._S,
      }
    },
  }
}

/** Codes as the prices of memberships take them. */
import type { PromotionCode } from '../../../src/clients/stripe/promotion-codes.ts'

export const half = {
  coupon: { name: 'Half', percentOff: 50, amountOffCents: null, duration: 'once' },
} as PromotionCode
export const tenDollars = {
  coupon: { name: 'Ten dollars', percentOff: null, amountOffCents: 1000, duration: 'forever' },
} as PromotionCode

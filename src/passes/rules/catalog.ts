/** What is sold once: one entry a product, its slug the last part of its page's path. */

export interface Product {
  slug: string
  name: string
  priceCents: number
  /** The OfficeRnD plan whose validity setting decides whether the kiosk accepts passes at all. */
  officerndPlanId: string
  /** A path on the site. */
  termsUrl: string
  /** Settings without which it must not be sold for real money. */
  requiredSettings: readonly string[]
}

export const PRODUCT_CONFIG: Readonly<Record<string, Product>> = {
  'day-pass': {
    slug: 'day-pass',
    name: 'Day Pass',
    priceCents: 5000,
    officerndPlanId: '66b399ef3de7dbab92b5c985',
    termsUrl: '/legal/membership-terms',
    requiredSettings: [
      'MAIL_FROM',
      'MAILERSEND_DOMAIN_ID',
      'SUPPORT_EMAIL',
      'CLOSING_TIME',
      'OPEN_WEEKDAYS',
      'OFFICERND_OFFICE',
      'OFFICERND_SCOPES',
      'STRIPE_PUBLISHABLE_KEY',
    ],
  },
}

/** `undefined` for a slug that is not sold, inherited names such as `constructor` included. */
export function productOf(slug: string): Product | undefined {
  return Object.hasOwn(PRODUCT_CONFIG, slug) ? PRODUCT_CONFIG[slug] : undefined
}

/** The house's published policies, said in the same words on the page and in letters. */

/** Operations document of the day pass, "Policy to publish". */
export const PASS_REFUND_POLICY =
  'Full refund if the pass is unused and you ask before the end of its day; no refund after use.'

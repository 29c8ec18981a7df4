/** Products sold once. The slug is the last part of the path of the product's page. */

export interface Product {
  slug: string
  name: string
  priceCents: number
  /** The OfficeRnD plan of the passes. The kiosk refuses every pass if the plan's validity is 0. */
  officerndPlanId: string
  /** A path on the site. */
  termsUrl: string
  /** Settings that must be confirmed before it is sold for real money. */
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

/** `undefined` if the slug is not sold. Inherited names such as `constructor` are not sold. */
export function productOf(slug: string): Product | undefined {
  return Object.hasOwn(PRODUCT_CONFIG, slug) ? PRODUCT_CONFIG[slug] : undefined
}

/** Shown on the page and in e-mails. From the operations document of the day pass, "Policy to publish". */
export const PASS_REFUND_POLICY =
  'Full refund if the pass is unused and you ask before the end of its day; no refund after use.'

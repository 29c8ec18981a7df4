/** The six memberships. Each slug is exactly the plan-slug of the CMS item. */

export interface Plan {
  slug: string
  name: string
  monthlyCents: number
  initiationCents: number
  /** Whether billing is anchored to the 1st of the month, so that the first month is paid in part. */
  prorated: boolean
  /** A path on the site. */
  termsUrl: string
}

const MEMBERSHIP_TERMS = '/legal/membership-terms'

/** Reference document of the membership checkout, "Current plan configuration". */
export const PLAN_CONFIG: Readonly<Record<string, Plan>> = {
  passport: {
    slug: 'passport',
    name: 'Passport – Monthly',
    monthlyCents: 10_000,
    initiationCents: 10_000,
    prorated: true,
    termsUrl: MEMBERSHIP_TERMS,
  },
  startup: {
    slug: 'startup',
    name: 'Labour Temple Startup',
    monthlyCents: 3_000,
    initiationCents: 10_000,
    prorated: true,
    termsUrl: MEMBERSHIP_TERMS,
  },
  'all-access': {
    slug: 'all-access',
    name: 'Labour Temple All Access',
    monthlyCents: 30_000,
    initiationCents: 20_000,
    prorated: true,
    termsUrl: MEMBERSHIP_TERMS,
  },
  founder: {
    slug: 'founder',
    name: 'Founder Membership',
    monthlyCents: 50_000,
    initiationCents: 20_000,
    prorated: true,
    termsUrl: MEMBERSHIP_TERMS,
  },
  'creator-pass': {
    slug: 'creator-pass',
    name: 'Sonic Studio: Creator Pass',
    monthlyCents: 50_000,
    initiationCents: 20_000,
    prorated: false,
    termsUrl: '/legal/sonic-terms',
  },
  'innovator-pass': {
    slug: 'innovator-pass',
    name: 'Meeting Spaces: Innovator Pass',
    monthlyCents: 50_000,
    initiationCents: 20_000,
    prorated: false,
    termsUrl: MEMBERSHIP_TERMS,
  },
}

/** `undefined` when no plan has this slug. Upper and lower case differ. */
export function planOf(slug: string): Plan | undefined {
  return Object.hasOwn(PLAN_CONFIG, slug) ? PLAN_CONFIG[slug] : undefined
}

/** The code that is applied automatically, to the initiation fee. */
export function autoCodeOf(plan: Plan): string {
  return `AUTO-${plan.slug.toUpperCase()}`
}

/** Settings that must be confirmed before a plan may be sold in live mode. */
export function settingsFor(plan: Plan): string[] {
  return [
    `STRIPE_PRICES:${plan.slug}`,
    `OFFICERND_PLANS:${plan.slug}`,
    'STRIPE_INITIATION_PRODUCT',
    'MEMBERSHIP_TEMPLATE_VARIABLES',
    'OFFICERND_SCOPES',
    'OFFICERND_OFFICE',
    'MAILERSEND_DOMAIN_ID',
    'MAIL_FROM',
    'SUPPORT_EMAIL',
    'STRIPE_PUBLISHABLE_KEY',
  ]
}

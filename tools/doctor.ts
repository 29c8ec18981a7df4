/** Lists what the house still has to say before anything can be sold for real money. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')

const QUESTIONS: Record<string, string> = {
  OFFICERND_SCOPES: 'which scopes does the OfficeRnD app own? One it does not own fails every call',
  OFFICERND_OFFICE: 'the id of the house’s location in OfficeRnD (24 hex digits)',
  MAILERSEND_DOMAIN_ID: 'the id of the sending domain at MailerSend',
  MAIL_FROM: 'which verified address do letters come from?',
  SUPPORT_EMAIL: 'where may customers write to?',
  CLOSING_TIME: 'from when on is a day pass for the next day? (Seattle clock)',
  OPEN_WEEKDAYS: 'on which weekdays may day-pass holders come? (0 is Sunday)',
  STRIPE_INITIATION_PRODUCT:
    'the product of initiation fees at Stripe; `npm run stripe:setup` makes it',
  MEMBERSHIP_TEMPLATE_VARIABLES:
    'which variables does MailerSend’s template z3m5jgr0y5xgdpyo have? We send those in flows/membership-letters.ts',
  STRIPE_PUBLISHABLE_KEY: 'the live publishable key, for data-stripe-key in both embeds',
}

/** A table's entries are named `STRIPE_PRICES:passport`. */
function questionOf(name: string): string {
  const [table, slug] = name.split(':')
  if (slug && table === 'STRIPE_PRICES')
    return `the monthly price of ${slug} at Stripe; \`npm run stripe:setup\` makes it`
  if (slug && table === 'OFFICERND_PLANS')
    return `the id of the membership plan ${slug} in OfficeRnD`
  return QUESTIONS[name] ?? 'ask the house'
}

for (const worker of ['checkout', 'bookings']) {
  const toml = readFileSync(join(ROOT, `wrangler.${worker}.toml`), 'utf8')
  const vars = new Map(
    [...toml.matchAll(/^([A-Z_]+) = "([^"]*)"$/gm)].map(([, name, value]) => [name, value])
  )
  const missing = (vars.get('UNCONFIRMED') ?? '').split(' ').filter(Boolean)
  console.log(`labour-temple-${worker}: ${missing.length} settings are unconfirmed`)
  for (const name of missing) {
    const value = vars.get(name)
    const now = value ? ` (now "${value}")` : ''
    console.log(`  ${name}${now}: ${questionOf(name)}`)
  }
}
console.log('\nSet each in its TOML, then take its name out of UNCONFIRMED there. Until then, what')
console.log('needs it works in the sandbox and is not for sale with a live Stripe key.')

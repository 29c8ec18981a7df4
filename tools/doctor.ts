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
  STRIPE_PUBLISHABLE_KEY: 'the live publishable key, for data-stripe-key in the purchase embed',
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
    console.log(`  ${name}${now}: ${QUESTIONS[name] ?? 'ask the house'}`)
  }
}
console.log('\nSet each in its TOML, then take its name out of UNCONFIRMED there. Until then, what')
console.log('needs it works in the sandbox and is not for sale with a live Stripe key.')

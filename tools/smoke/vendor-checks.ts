/** What each sale leaves at Stripe and MailerSend, whichever track it is of. */
import Stripe from 'stripe'
import { formatCents } from '../../src/core/money.ts'
import { secretsOf } from '../doctor/settings.ts'
import type { SmokeContext } from './context.ts'
import { type Check, until, Wrong } from './steps.ts'

type Metadata = Record<string, string>

/** Asked at most 10 times a minute, like the Workers themselves by MailerSend. */
const MAIL_POLLS = 3

const HOUR_SECONDS = 3600
/** How far MailerSend's clock may be behind ours: a moment in its future is refused. */
const CLOCK_LAG_SECONDS = 60

export const paymentOf = ({ stripe }: SmokeContext, id: string) =>
  stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] })

export const chargeOf = ({ latest_charge: charge }: Stripe.PaymentIntent): Stripe.Charge => {
  if (charge === null || typeof charge === 'string') throw new Error('nothing has been charged')
  return charge
}

/** What the payment's or set-up's metadata says once it has an outcome. @throws Wrong for another one. */
export async function outcomeOf(
  { patience }: SmokeContext,
  read: () => Promise<{ metadata: Metadata | null }>,
  expected: string
): Promise<Metadata> {
  return until(patience, async () => {
    const { metadata } = await read()
    if (!metadata?.outcome) throw new Error('Stripe shows no outcome in the metadata')
    if (metadata.outcome !== expected)
      throw new Wrong(`the outcome is "${metadata.outcome}", not "${expected}"`)
    return metadata
  })
}

/** The e-mail with a tag, as far as MailerSend says it was sent. */
export function emailCheck(ctx: SmokeContext, name: string, tagOf: () => Promise<string>): Check {
  return [
    name,
    async () => {
      const tag = await tagOf()
      const patience = { ...ctx.patience, pollMs: MAIL_POLLS * ctx.patience.pollMs }
      const status = await until(patience, () => emailStatus(ctx, tag))
      if (/bounce|reject|suppress|fail/.test(status)) throw new Wrong(`${tag} is ${status}`)
      return `${tag} is ${status}`
    },
  ]
}

async function emailStatus({ checkout, fetcher }: SmokeContext, tag: string): Promise<string> {
  const { vars } = checkout
  const secrets = secretsOf(checkout, 'MAILERSEND_API_KEY')
  const headers = { authorization: `Bearer ${secrets?.MAILERSEND_API_KEY}` }
  const nowSeconds = Math.floor(Date.now() / 1000)
  const list = (to: number) => {
    const query = new URLSearchParams({
      ...{ domain_id: vars.MAILERSEND_DOMAIN_ID ?? '', tag, limit: '10' },
      ...{ date_from: String(nowSeconds - 23 * HOUR_SECONDS), date_to: String(to) },
    })
    return fetcher(`${vars.MAILERSEND_URL}/emails?${query}`, { headers })
  }
  let answer = await list(nowSeconds)
  if (answer.status === 422) answer = await list(nowSeconds - CLOCK_LAG_SECONDS)
  if (!answer.ok) throw new Error(`MailerSend does not list e-mails (${answer.status})`)
  const { data } = (await answer.json()) as { data: { status: string }[] }
  const [row] = data
  if (!row) throw new Error(`MailerSend has no e-mail with the tag ${tag}`)
  return row.status
}

/** As the page's Stripe.js does, with the card that always pays. */
export async function pay(confirmed: Promise<{ status: string }>): Promise<string> {
  try {
    const { status } = await confirmed
    if (status !== 'succeeded') throw new Wrong(`Stripe says ${status}`)
    return 'Stripe takes pm_card_visa'
  } catch (error) {
    // "No such payment_intent" means that the Worker's key is of another account or mode.
    if (error instanceof Stripe.errors.StripeError) throw new Wrong(`Stripe says ${error.message}`)
    throw error
  }
}

/** All that was paid and has not gone back yet, once. */
export async function refund({ stripe }: SmokeContext, id: string): Promise<string> {
  const payment = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] })
  if (payment.status !== 'succeeded') return `nothing was paid (${payment.status})`
  if (chargeOf(payment).refunded) return 'it had gone back already'
  const made = await stripe.refunds.create(
    { payment_intent: id },
    { idempotencyKey: `${id}:smoke-refund` }
  )
  return `${formatCents(made.amount)} back (${made.id})`
}

/** Track 1 of the opponent: a set-up, then subscription, membership and mails, in the documents' order. */
import { type Body, entry, json, Wrong } from './answer.ts'
import { customerFor, memberFor, promoFor, reduced } from './customers.ts'
import { asMetadata, type CheckoutEnv, type Intent, teamMail } from './sale.ts'
import { officernd, officerndToken, sendMails, stripe } from './vendors.ts'

export const PLAN_CONFIG: Record<
  string,
  { name: string; cents: number; initiationCents: number; prorated: boolean }
> = {
  passport: { name: 'Passport – Monthly', cents: 10_000, initiationCents: 10_000, prorated: true },
  startup: { name: 'Labour Temple Startup', cents: 3_000, initiationCents: 10_000, prorated: true },
  'all-access': {
    name: 'Labour Temple All Access',
    cents: 30_000,
    initiationCents: 20_000,
    prorated: true,
  },
  founder: { name: 'Founder Membership', cents: 50_000, initiationCents: 20_000, prorated: true },
  'creator-pass': {
    name: 'Sonic Studio: Creator Pass',
    cents: 50_000,
    initiationCents: 20_000,
    prorated: false,
  },
  'innovator-pass': {
    name: 'Meeting Spaces: Innovator Pass',
    cents: 50_000,
    initiationCents: 20_000,
    prorated: false,
  },
}
const planOf = ({ plan = '' }: Body) => {
  const found = PLAN_CONFIG[plan]
  if (!found) throw new Wrong(400, 'Invalid plan')
  return found
}
export async function createPayment(env: CheckoutEnv, body: Body): Promise<Response> {
  const plan = planOf(body)
  const memberId = await memberFor(env, body)
  const customer = await customerFor(env, body)
  const setup = await stripe<Intent>(env, 'POST', '/setup_intents', {
    customer,
    usage: 'off_session',
    'allowed_payment_method_types[0]': 'card',
    'allowed_payment_method_types[1]': 'us_bank_account',
    description: `Membership: ${plan.name}`,
    ...asMetadata({ ...body, member_id: memberId }),
  })
  return json({ clientSecret: setup.client_secret, setupIntentId: setup.id, memberId })
}

/** The documents' step 9; the initiation fee goes with the subscription, a call less than theirs. */
export async function completeCheckout(env: CheckoutEnv, body: Body): Promise<Response> {
  const plan = planOf(body)
  const setup = await stripe<Intent>(env, 'GET', `/setup_intents/${body.setupIntentId}`, {})
  if (setup.status !== 'succeeded') throw new Wrong(409, 'Payment method not confirmed')
  const auto = await promoFor(env, `AUTO-${body.plan?.toUpperCase()}`)
  const manual = body.promo ? await promoFor(env, body.promo) : null
  const now = new Date()
  const anchor = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1) / 1000
  const subscription = await stripe<{ id: string; status: string }>(env, 'POST', '/subscriptions', {
    customer: setup.customer,
    default_payment_method: setup.payment_method,
    'items[0][price]': entry(env.STRIPE_PRICES, body.plan ?? ''),
    ...(plan.prorated ? { billing_cycle_anchor: String(anchor) } : {}),
    'add_invoice_items[0][price_data][currency]': 'usd',
    'add_invoice_items[0][price_data][product]': env.STRIPE_INITIATION_PRODUCT,
    'add_invoice_items[0][price_data][unit_amount]': String(reduced(plan.initiationCents, auto)),
    ...(manual ? { 'discounts[0][promotion_code]': manual.id } : {}),
    description: `Membership: ${plan.name}`,
  })
  const token = await officerndToken(env)
  await officernd(env, token, '/memberships', {
    member: body.memberId,
    plan: entry(env.OFFICERND_PLANS, body.plan ?? ''),
    office: env.OFFICERND_OFFICE,
    name: plan.name,
    startDate: now.toISOString(),
    isPersonal: true,
    price: 0,
  })
  const { email = '', firstName = '' } = setup.metadata
  await sendMails(env, [
    {
      to: [{ email }],
      subject: 'Welcome to Labour Temple',
      template_id: 'z3m5jgr0y5xgdpyo',
      personalization: [{ email, data: { first_name: firstName } }],
    },
    teamMail(env, `New member: ${firstName}`, `${email} joined ${plan.name}.`),
  ])
  return json({ outcome: subscription.status, subscriptionId: subscription.id })
}

/** Track 3 of the opponent: a payment, then pass and mails, in the documents' order. */
import { type Body, json, Wrong } from './answer.ts'
import { customerFor, memberFor, promoFor, reduced } from './customers.ts'
import { asMetadata, type CheckoutEnv, type Intent, teamMail } from './sale.ts'
import { officernd, officerndToken, sendMails, stripe } from './vendors.ts'

export const PRODUCT_CONFIG: Record<string, { name: string; cents: number; termsUrl: string }> = {
  'day-pass': { name: 'Day Pass', cents: 5_000, termsUrl: '/legal/membership-terms' },
}

const productOf = ({ slug = '' }: Body) => {
  const found = PRODUCT_CONFIG[slug]
  if (!found) throw new Wrong(400, 'Invalid product')
  return found
}

export async function createPurchase(env: CheckoutEnv, body: Body): Promise<Response> {
  const product = productOf(body)
  const memberId = await memberFor(env, body)
  const customer = await customerFor(env, body)
  const promo = body.promo ? await promoFor(env, body.promo) : null
  const payment = await stripe<Intent>(env, 'POST', '/payment_intents', {
    amount: String(reduced(product.cents, promo)),
    currency: 'usd',
    customer,
    'allowed_payment_method_types[0]': 'card',
    'allowed_payment_method_types[1]': 'us_bank_account',
    description: product.name,
    ...asMetadata({ ...body, member_id: memberId, promo_name: promo?.name ?? '' }),
  })
  return json({ clientSecret: payment.client_secret, paymentIntentId: payment.id, memberId })
}

interface Charge {
  id: string
  receipt_url: string
  receipt_number: string | null
  payment_method_details: { card?: { brand: string; last4: string } }
}

export async function completePurchase(env: CheckoutEnv, body: Body): Promise<Response> {
  const product = productOf(body)
  const path = `/payment_intents/${body.paymentIntentId}`
  const payment = await stripe<Intent & { amount: number; latest_charge: Charge }>(
    env,
    'GET',
    path,
    { 'expand[]': 'latest_charge' }
  )
  if (payment.status !== 'succeeded') throw new Wrong(409, 'Payment not completed')
  const token = await officerndToken(env)
  const today = `${new Date().toISOString().slice(0, 10)}T00:00:00.000Z`
  await officernd(env, token, '/passes', {
    member: body.memberId,
    count: 1,
    type: 'hotdesk',
    validFrom: today,
    validTo: today,
    intervalLength: 'once',
    grantActiveStatus: true,
  }).catch((error) => console.warn('pass creation failed', String(error)))
  const { email = '', firstName = '' } = payment.metadata
  const charge = payment.latest_charge
  const { brand = '', last4 = '' } = charge.payment_method_details.card ?? {}
  const data = {
    first_name: firstName,
    product_name: product.name,
    amount_paid: `$${(payment.amount / 100).toFixed(2)}`,
    terms_url: env.SITE_URL + product.termsUrl,
    promo_name: payment.metadata.promo_name ?? '',
    receipt_id: charge.receipt_number ?? charge.id,
    receipt_url: charge.receipt_url,
    payment_date: today.slice(0, 10),
    payment_method: `${brand} ending in ${last4}`,
    support_email: env.SUPPORT_EMAIL,
  }
  await sendMails(env, [
    {
      to: [{ email }],
      subject: `Your ${product.name}`,
      template_id: 'pr9084zxnvjlw63d',
      personalization: [{ email, data }],
    },
    teamMail(env, `${product.name} sold`, `${body.customerName}, ${email}, ${payment.id}`),
  ])
  return json({ outcome: 'granted', receiptUrl: charge.receipt_url })
}

/** The vendors of this project's Worker: what they hold, their faults and their clock. */
import { inject } from 'vitest'
import { remote } from '../../sandbox/stack-control.ts'

export const VENDORS_URL = `http://127.0.0.1:${inject('vendorsPort')}`
export const vendors = remote(VENDORS_URL)

type Fields = Record<string, string>

/** A request to Stripe: with the secret key what staff do, with the publishable one what the page does. */
export async function stripe(path: string, fields: Fields, key = 'sk_test_sandbox') {
  const response = await fetch(`${VENDORS_URL}/stripe/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: new URLSearchParams(fields),
  })
  return (await response.json()) as Record<string, unknown>
}

/** The payment as Stripe has it. */
export async function paymentOf(id: string) {
  const found = (await vendors.state()).stripe.payment_intents.find((one) => one.id === id)
  if (!found) throw new Error(`no payment ${id}`)
  return { ...found, metadata: found.metadata ?? {} }
}

/** As Stripe.js confirms a card. */
export async function confirm(
  kind: 'payment_intents' | 'setup_intents',
  { id, clientSecret }: { id: string; clientSecret: string }
): Promise<void> {
  const fields = { client_secret: clientSecret, payment_method: 'pm_card_visa' }
  const answer = await stripe(`/${kind}/${id}/confirm`, fields, 'pk_test_sandbox')
  if (answer.status !== 'succeeded') throw new Error(JSON.stringify(answer))
}

/** E-mails that name this text (an address, an id), or went to it; in their order. */
export async function emailsOf(text: string) {
  const { messages } = (await vendors.state()).mailersend
  return messages.filter((email) => email.to.includes(text) || email.text?.includes(text))
}

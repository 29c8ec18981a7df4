/** Incident 6 of the membership's operations document: it needs the vendors' clock, and a stack of its own. */
import { expect, test } from 'vitest'
import { newJoin, startMembershipClient } from '../support/membership-client.ts'
import { until } from '../support/pass-client.ts'

const membershipClient = startMembershipClient()

test('6. Renewal charge failed', async () => {
  const order = newJoin({ plan: 'passport' })
  const setUp = await membershipClient.begin(order)
  await membershipClient.giveCard(setUp, 'pm_card_authenticationRequired')
  await membershipClient.stack().act(setUp.setupIntentId, 'authenticate')
  await membershipClient.finish(setUp, order)
  const { payments } = await membershipClient.membershipClient(order.email)
  await membershipClient.stack().act(String(payments[0]?.id), 'authenticate')
  await until(
    async () =>
      (await membershipClient.membershipClient(order.email)).subscriptions[0]?.metadata?.outcome
  )
  await membershipClient.renewal()
  await membershipClient.quiet()

  const failed = await membershipClient.membershipClient(order.email)
  expect(failed.subscriptions[0]?.status).toBe('past_due')
  expect(failed.memberships.map(({ endDate }) => endDate)).toEqual([null])
  const invoice = failed.invoices[1]
  expect(invoice).toMatchObject({ billing_reason: 'subscription_cycle', status: 'open' })
  expect(invoice?.next_payment_attempt, 'Stripe tries again by itself').not.toBeNull()
  const alert = failed.toTeam.find(({ subject }) => subject?.startsWith('ALERT: payment failed'))
  expect(alert?.text).toContain('retried by Stripe for one to three weeks')

  // The customer pays the invoice with another card at the address in their e-mail; nothing else is needed.
  const email = failed.emails.find(({ subject }) => subject?.includes('did not go through'))
  expect(email?.text).toContain(invoice?.hosted_invoice_url)
  const card = await membershipClient.stripe('/setup_intents', {
    customer: String(failed.customers[0]?.id),
    usage: 'off_session',
    'allowed_payment_method_types[0]': 'card',
  })
  const given = await membershipClient.stripe(`/setup_intents/${card.said.id}/confirm`, {
    payment_method: 'pm_card_visa',
  })
  const payment_method = String(given.said.payment_method)
  const paid = await membershipClient.stripe(`/invoices/${invoice?.id}/pay`, { payment_method })
  expect([paid.status, paid.said.status]).toEqual([200, 'paid'])
  await membershipClient.quiet()
  const after = await membershipClient.membershipClient(order.email)
  expect(after.subscriptions[0]?.status).toBe('active')
  expect([after.memberships.length, after.emails.length]).toEqual([1, failed.emails.length])
})

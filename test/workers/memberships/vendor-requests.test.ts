/** Joining each of the six plans: the exact requests, and what each vendor holds afterwards. */
import { describe, expect, test } from 'vitest'
import { formatDateTime } from '../../../src/core/time.ts'
import { SANDBOX_MEMBERSHIP_PLANS, SANDBOX_OFFICE } from '../../sandbox/officernd/seed-data.ts'
import { SANDBOX_PRICES } from '../../sandbox/stripe/seed-prices.ts'
import {
  anchorOf,
  ONE_OF_EACH,
  PLANS,
  seattleDay,
  startMembershipClient,
} from '../../support/membership-client.ts'
import { TEAM } from '../../support/pass-client.ts'

const membershipClient = startMembershipClient()

const FORM = { company: 'Navy', referralSource: 'A friend', notes: 'By the window' }
const dollars = (cents: number) => `$${(cents / 100).toFixed(2)}`

describe.each(PLANS)('%s', (slug, name, monthlyCents, initiationCents, prorated, termsUrl) => {
  test('joined by card: every field that Stripe and OfficeRnD are sent', async () => {
    const { order, setUp } = await membershipClient.join({ plan: slug, ...FORM })
    const held = await membershipClient.membershipClient(order.email)
    const [customer, member, subscription] = [held.customers, held.members, held.subscriptions].map(
      ([one]) => one as unknown as Record<string, string>
    )
    const promos = (await membershipClient.stack().state()).stripe.promotion_codes
    const auto = promos.find(({ code }) => code === 'AUTO-ALL-ACCESS')?.id ?? ''
    const hasAuto = slug === 'all-access'
    const anchor = String(anchorOf(Date.parse(setUp.quote.quotedAt)) / 1000)

    const metadata = {
      track: '1',
      plan: slug,
      member_id: member?._id,
      customer_name: 'Grace Hopper',
      first_name: 'Grace',
      last_name: 'Hopper',
      email: order.email,
      phone: order.phone,
      company: FORM.company,
      referral_source: FORM.referralSource,
      notes: FORM.notes,
      price_id: SANDBOX_PRICES[slug],
      initiation_product: 'prod_sandbox_initiation',
      initiation_cents: String(initiationCents),
      monthly_cents: String(monthlyCents),
      quoted_cents: String(setUp.quote.dueTodayCents),
      quoted_at: setUp.quote.quotedAt,
      attempt_id: order.attemptId,
      ...(prorated ? { anchor } : {}),
      ...(hasAuto ? { auto_promo_id: auto, promo_name: 'Half-price initiation' } : {}),
    }
    const spread = (of: object) =>
      Object.fromEntries(Object.entries(of).map(([key, value]) => [`metadata[${key}]`, value]))

    expect(await membershipClient.sent('POST', '/v1/setup_intents', order.attemptId)).toEqual({
      customer: customer?.id,
      usage: 'off_session',
      'allowed_payment_method_types[0]': 'card',
      'allowed_payment_method_types[1]': 'us_bank_account',
      'payment_method_options[us_bank_account][verification_method]': 'instant',
      description: `Membership: ${name}`,
      ...spread({ ...metadata, attempt_version: '1' }),
    })
    const { payment_method: method } = await membershipClient.setup(setUp.setupIntentId)
    expect(await membershipClient.sent('POST', '/v1/subscriptions', order.attemptId)).toEqual({
      customer: customer?.id,
      default_payment_method: method,
      collection_method: 'charge_automatically',
      'items[0][price]': SANDBOX_PRICES[slug],
      'items[0][quantity]': '1',
      'add_invoice_items[0][price_data][currency]': 'usd',
      'add_invoice_items[0][price_data][product]': 'prod_sandbox_initiation',
      'add_invoice_items[0][price_data][unit_amount]': String(initiationCents),
      'add_invoice_items[0][quantity]': '1',
      'add_invoice_items[0][discountable]': 'true',
      'add_invoice_items[0][metadata][kind]': 'initiation',
      ...(hasAuto ? { 'add_invoice_items[0][discounts][0][promotion_code]': auto } : {}),
      ...(prorated ? { billing_cycle_anchor: anchor } : {}),
      proration_behavior: 'create_prorations',
      'billing_mode[type]': 'flexible',
      'billing_mode[flexible][proration_discounts]': 'itemized',
      payment_behavior: 'allow_incomplete',
      off_session: 'false',
      'payment_settings[save_default_payment_method]': 'off',
      description: `Membership: ${name}`,
      'expand[0]': 'latest_invoice.confirmation_secret',
      'expand[1]': 'latest_invoice.payments',
      ...spread({
        ...metadata,
        setup_id: setUp.setupIntentId,
        payment_method: 'Visa ending in 4242',
      }),
    })

    const midnight = `${seattleDay(Number(subscription?.start_date) * 1000)}T00:00:00.000Z`
    expect(await membershipClient.sent('POST', '/members', order.email)).toEqual({
      name: 'Grace Hopper',
      email: order.email,
      phone: order.phone,
      office: SANDBOX_OFFICE,
      startDate: midnight,
    })
    expect(await membershipClient.sent('POST', '/memberships', String(member?._id))).toEqual({
      member: member?._id,
      plan: SANDBOX_MEMBERSHIP_PLANS[slug],
      office: SANDBOX_OFFICE,
      name,
      startDate: midnight,
      isPersonal: true,
      type: 'month_to_month',
      intervalLength: 'month',
      price: 0,
    })
    expect(held.memberships).toMatchObject([{ price: 0, startDate: midnight, endDate: null }])
    expect(await membershipClient.counts(order.email)).toEqual(ONE_OF_EACH)
  })

  test('joined by card: their e-mail, the e-mail to the team, the outcome in the metadata', async () => {
    const { order, setUp } = await membershipClient.join({ plan: slug, ...FORM })
    const { subscriptions, invoices, memberships, members, customers, emails, toTeam } =
      await membershipClient.membershipClient(order.email)
    const [subscription] = subscriptions
    const [invoice] = invoices
    expect(invoice).toMatchObject({ status: 'paid', billing_reason: 'subscription_create' })
    const total = Number(invoice?.total)
    expect(total).toBeLessThanOrEqual(setUp.quote.dueTodayCents)
    expect(setUp.quote.dueTodayCents - total).toBeLessThanOrEqual(2)

    expect(emails).toHaveLength(1)
    expect(emails[0]).toMatchObject({
      to: [order.email],
      from: { email: 'admin@labourtemple.com' },
      template_id: 'z3m5jgr0y5xgdpyo',
      subject: `Welcome to Labour Temple: ${name}`,
    })
    expect(emails[0]?.variables).toEqual({
      first_name: 'Grace',
      plan_name: name,
      amount_paid: dollars(total),
      monthly_price: dollars(monthlyCents),
      terms_url: `https://www.labourtemple.com${termsUrl}`,
      promo_name: slug === 'all-access' ? 'Half-price initiation' : '',
      receipt_id: invoice?.number,
      receipt_url: invoice?.hosted_invoice_url,
      payment_date: formatDateTime(Number(subscription?.start_date) * 1000),
      payment_method: 'Visa ending in 4242',
      support_email: 'admin@labourtemple.com',
    })
    expect(toTeam).toHaveLength(1)
    expect(toTeam[0]).toMatchObject({
      to: TEAM,
      template_id: null,
      html: null,
      subject: `New member: Grace Hopper, ${name}`,
    })
    const ids = [subscription?.id, customers[0]?.id, members[0]?._id, memberships[0]?._id]
    const said = [order.email, order.phone, dollars(total), dollars(monthlyCents)]
    for (const words of [...ids, ...said, ...Object.values(FORM)]) {
      expect(toTeam[0]?.text).toContain(words)
    }

    expect(await membershipClient.decided(setUp.setupIntentId)).toMatchObject({
      outcome: 'active',
      subscription_id: subscription?.id,
    })
    expect(subscription?.status).toBe('active')
    expect(subscription?.metadata).toMatchObject({
      outcome: 'active',
      membership_id: memberships[0]?._id,
      officernd_member_id: members[0]?._id,
    })
    const at = Date.parse(subscription?.metadata?.outcome_at ?? '')
    expect(Math.abs(Date.now() - at)).toBeLessThan(60_000)
    const { payment_method: method } = await membershipClient.setup(setUp.setupIntentId)
    expect(method).toMatch(/^pm_/)
    expect(subscription?.default_payment_method).toBe(method)
    expect(customers[0]).toMatchObject({
      invoice_settings: { default_payment_method: null },
    })
  })
})

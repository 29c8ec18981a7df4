/** A day pass bought by card: what each vendor holds afterwards, and what the e-mails say. */

import { describe, expect, test } from 'vitest'
import { publicMemberId } from '../../../src/core/secrets.ts'
import { formatDateTime, formatDay, formatDayOfYear, nextDay } from '../../../src/core/time.ts'
import { passDayAt } from '../../../src/passes/rules/pass-day.ts'
import { admits } from '../../sandbox/kiosk.ts'
import { HOURS, newOrder, startPassClient, TEAM } from '../../support/pass-client.ts'

const passClient = startPassClient()

describe('POST /create-purchase', () => {
  test('asks Stripe for $50.00 by card or bank, with all that the form said', async () => {
    const more = { company: 'Analytical Ltd', referralSource: 'A friend', notes: 'By the window' }
    const order = newOrder(more)
    const begun = await passClient.begin(order)
    const { members, customers, intents, passes, emails } = await passClient.holdings(order.email)
    const passDate = passDayAt(HOURS, Date.now())
    expect(begun).toEqual({
      clientSecret: intents[0]?.client_secret,
      paymentIntentId: intents[0]?.id,
      memberId: await publicMemberId(members[0]?._id ?? '', begun.clientSecret),
      amountCents: 5000,
      passDate,
      attemptId: order.attemptId,
    })
    expect([members.length, customers.length, intents.length]).toEqual([1, 1, 1])
    expect([passes.length, emails.length]).toEqual([0, 0])
    expect(intents[0]).toMatchObject({
      amount: 5000,
      currency: 'usd',
      customer: customers[0]?.id,
      description: `Day Pass for ${formatDay(passDate)}`,
      allowed_payment_method_types: ['card', 'us_bank_account'],
      capture_method: 'automatic',
      setup_future_usage: null,
      status: 'requires_payment_method',
    })
    expect(intents[0]?.metadata).toEqual({
      track: '3',
      product: 'day-pass',
      member_id: members[0]?._id,
      pass_date: passDate,
      customer_name: 'Ada Byron',
      first_name: 'Ada',
      last_name: 'Byron',
      email: order.email,
      phone: order.phone,
      company: more.company,
      referral_source: more.referralSource,
      notes: more.notes,
      attempt_id: order.attemptId,
      attempt_version: '1',
    })
  })

  test('makes a member and a customer by name, e-mail and phone', async () => {
    const order = newOrder()
    await passClient.begin(order)
    const { members, customers } = await passClient.holdings(order.email)
    const person = { name: 'Ada Byron', email: order.email, phone: order.phone }
    expect(members).toMatchObject([person])
    expect(customers).toMatchObject([person])
  })
})

describe('POST /complete-purchase', () => {
  test('says granted, the day, and where the receipt is', async () => {
    const { order, begun, answer } = await passClient.buy()
    const { paid } = await passClient.holdings(order.email)
    expect(answer.status).toBe(200)
    expect(answer.said).toEqual({
      outcome: 'granted',
      passDate: begun.passDate,
      receiptUrl: paid[0]?.receipt_url,
    })
    expect(paid).toMatchObject([{ amount: 5000, currency: 'usd' }])
  })

  test('asks OfficeRnD for a pass in exactly the seven fields of the reference', async () => {
    const { begun } = await passClient.buy()
    const memberOf = await passClient.officerndId(begun)
    const { requests } = await passClient.stack().state()
    const asked = requests
      .filter(({ method, path }) => method === 'POST' && path.endsWith('/passes'))
      .map(({ body }) => JSON.parse(body) as Record<string, unknown>)
      .filter(({ member }) => member === memberOf)
    const midnight = `${begun.passDate}T00:00:00.000Z`
    expect(asked).toEqual([
      {
        member: memberOf,
        count: 1,
        type: 'hotdesk',
        validFrom: midnight,
        validTo: midnight,
        intervalLength: 'once',
        grantActiveStatus: true,
      },
    ])
  })

  test('the kiosk admits the customer on that day and not on the next', async () => {
    const { order, begun } = await passClient.buy()
    const { officernd } = await passClient.stack().state()
    const kiosk = (day: string) => admits(officernd, order.email, day)
    expect(kiosk(begun.passDate)).toMatchObject({ admitted: true })
    expect(kiosk(nextDay(begun.passDate))).toMatchObject({ admitted: false })
  })

  test("Stripe's dashboard shows what became of the payment", async () => {
    const { order, begun } = await passClient.buy()
    const metadata = await passClient.outcome(begun.paymentIntentId)
    const { passes } = await passClient.holdings(order.email)
    const memberId = await passClient.officerndId(begun)
    expect(memberId).not.toBe(begun.memberId)
    expect(metadata).toMatchObject({
      outcome: 'granted',
      pass_id: passes[0]?._id,
      pass_date: begun.passDate,
      pass_member_id: memberId,
      member_id: memberId,
    })
    expect(Math.abs(Date.now() - Date.parse(metadata.outcome_at ?? ''))).toBeLessThan(60_000)
    expect(metadata).not.toHaveProperty('emails')
  })
})

describe('the e-mails', () => {
  test('the customer gets the template with its ten variables, once', async () => {
    const { order, begun } = await passClient.buy()
    await passClient.outcome(begun.paymentIntentId)
    const { emails, paid } = await passClient.holdings(order.email)
    const [charge] = paid
    expect(charge?.receipt_number).toBeNull()
    expect(emails).toHaveLength(1)
    expect(emails[0]).toMatchObject({
      to: [order.email],
      from: { email: 'admin@labourtemple.com' },
      template_id: 'pr9084zxnvjlw63d',
    })
    expect(emails[0]?.variables).toEqual({
      first_name: 'Ada',
      product_name: `Day Pass for ${formatDayOfYear(begun.passDate)}`,
      amount_paid: '$50.00',
      terms_url: 'https://www.labourtemple.com/legal/membership-terms',
      promo_name: '',
      receipt_id: charge?.id,
      receipt_url: charge?.receipt_url,
      payment_date: formatDateTime(Number(charge?.created) * 1000),
      payment_method: 'Visa ending in 4242',
      support_email: 'admin@labourtemple.com',
    })
  })

  test('the team gets one in plain text that says who, what and every id', async () => {
    const notes = 'By the window'
    const { order, begun } = await passClient.buy({ notes })
    const { pass_id } = await passClient.outcome(begun.paymentIntentId)
    const { toTeam, customers } = await passClient.holdings(order.email)
    expect(toTeam).toHaveLength(1)
    expect(toTeam[0]).toMatchObject({ to: TEAM, template_id: null, html: null })
    expect(toTeam[0]?.subject).toBe(`Day Pass sold: Ada Byron, ${begun.passDate}`)
    const said = ['Ada Byron', order.email, order.phone, formatDay(begun.passDate), '$50.00', notes]
    const memberId = await passClient.officerndId(begun)
    const ids = [begun.paymentIntentId, memberId, pass_id, customers[0]?.id]
    for (const words of [...said, ...ids]) expect(toTeam[0]?.text).toContain(words)
  })

  test('greet the customer by the name they typed, whatever the page sends afterwards', async () => {
    const { order, begun } = await passClient.payAndLeave({
      firstName: 'Grace',
      lastName: 'Hopper',
    })
    await passClient.complete(begun, { customerName: 'Guest' })
    await passClient.outcome(begun.paymentIntentId)
    const { emails, toTeam } = await passClient.holdings(order.email)
    expect(emails[0]?.variables?.first_name).toBe('Grace')
    expect(toTeam[0]?.text).toContain('Grace Hopper')
    expect(toTeam[0]?.text).not.toContain('Guest')
  })

  test('carry no markup or template variables that a customer typed', async () => {
    const firstName = '<b>Ada</b>{{support_email}}'
    const { order, begun } = await passClient.buy({ firstName, notes: '<script>alert(1)</script>' })
    await passClient.outcome(begun.paymentIntentId)
    const { emails, toTeam } = await passClient.holdings(order.email)
    const texts = [JSON.stringify(emails[0]?.variables), toTeam[0]?.text, toTeam[0]?.subject]
    for (const text of texts) expect(text).not.toMatch(/[<>]|\{\{/)
    expect(emails[0]?.variables?.first_name).toContain('Ada')
  })
})

/** Money of a day pass goes back: the pass follows it, the customer is told once, and so is the team. */
import { describe, expect, test } from 'vitest'
import { nextDay } from '../../../src/core/time.ts'
import { startAllTracks, subjects } from '../../support/all-tracks.ts'
import { officerndStaff } from '../../support/officernd-staff.ts'
import { TEAM, until } from '../../support/pass-client.ts'

const house = startAllTracks()
const staff = officerndStaff(house)

const REFUNDED = 'Your Day Pass has been refunded'
const PART = 'Part of your payment for the Day Pass has been refunded'
const TOLD = 'Refunded: Ada Byron, $50.00'

async function bought() {
  const { order, begun } = await house.buy()
  await house.outcome(begun.paymentIntentId)
  return { email: order.email, payment: begun.paymentIntentId, day: begun.passDate, begun }
}

/** What the customer has and what was written, leaving out the e-mails about the sale itself. */
async function stands(email: string, day: string) {
  const { passes } = await house.holdings(email)
  const [toCustomer, toTeam] = [await house.toCustomer(email), await house.toTeam(email)]
  return {
    passes: passes.length,
    admitted: await house.kiosk(email, day),
    toCustomer: subjects(toCustomer).filter((subject) => !subject?.startsWith('Your Day Pass for')),
    toTeam: subjects(toTeam).filter((subject) => !subject?.startsWith('Day Pass sold')),
  }
}

const GONE = { passes: 0, admitted: false, toCustomer: [REFUNDED], toTeam: [TOLD] }

describe('refunded in full', () => {
  test('unused: the kiosk refuses it, the customer and the team have one e-mail each', async () => {
    const { email, payment, day } = await bought()
    expect(await house.kiosk(email, day)).toBe(true)
    await house.refund(payment)
    await house.settle()
    await house.settle()
    expect(await stands(email, day)).toEqual(GONE)
    const [refunded] = (await house.toCustomer(email)).slice(-1)
    for (const words of ['$50.00', 'no longer valid', '5 to 10 business days'])
      expect(refunded?.text).toContain(words)
    const [told] = (await house.toTeam(email)).slice(-1)
    expect(told?.to).toEqual(TEAM)
    for (const words of ['deleted in OfficeRnD', payment, 'Ada Byron', email])
      expect(told?.text).toContain(words)
    expect((await house.intent(payment)).metadata.pass_after_refund).toBe('gone')
  })

  test('used that day: the pass is left, and the team is told with a flag', async () => {
    const { email, payment, day, begun } = await bought()
    await staff.checkIn(await house.officerndId(begun), day)
    await house.refund(payment)
    await house.settle()
    expect(await stands(email, day)).toEqual({
      ...{ passes: 1, admitted: true, toCustomer: [REFUNDED] },
      toTeam: [`FLAG: ${TOLD}`],
    })
    expect((await house.toCustomer(email)).at(-1)?.text).not.toContain('no longer valid')
    expect((await house.toTeam(email)).at(-1)?.text).toContain('checked in on the day of the pass')
    expect((await house.intent(payment)).metadata.pass_after_refund).toBe('used')
  })

  test('used on another day only: that check-in does not save it', async () => {
    const { email, payment, day, begun } = await bought()
    await staff.checkIn(await house.officerndId(begun), nextDay(day))
    await house.refund(payment)
    await house.settle()
    expect(await stands(email, day)).toEqual(GONE)
  })

  test('one of two passes for one day: only the refunded one goes', async () => {
    const { email, payment, day } = await bought()
    const second = await house.buy({ email })
    await house.outcome(second.begun.paymentIntentId)
    const [, kept] = (await house.holdings(email)).passes
    await house.refund(payment)
    await house.settle()
    expect(await stands(email, day)).toEqual({ ...GONE, passes: 1, admitted: true })
    expect((await house.holdings(email)).passes).toEqual([kept])
  })
})

describe('refunded in part', () => {
  test('customer and team are told; the rest later ends the pass', async () => {
    const { email, payment, day } = await bought()
    await house.refund(payment, 1_000)
    await house.settle()
    const part = 'In part: Refunded: Ada Byron, $10.00'
    expect(await stands(email, day)).toEqual({
      ...{ passes: 1, admitted: true, toCustomer: [PART], toTeam: [part] },
    })
    await house.refund(payment)
    await house.settle()
    expect(await stands(email, day)).toEqual({
      ...{ ...GONE, toCustomer: [PART, REFUNDED], toTeam: [part, TOLD] },
    })
  })
})

describe('refunded while its run is at work', () => {
  const makingPass = (memberId: string) =>
    until(async () => {
      const { requests } = await house.stack().state()
      return requests.some(({ method, path, body }) => {
        return method === 'POST' && path.endsWith('/passes') && body.includes(memberId)
      })
    })

  test.each(['normal', 'hold'] as const)(
    'webhooks %s: no pass is left, the customer is told once',
    async (mode) => {
      const order = { email: `ada-${mode}@example.com` }
      await house.stack().latency(700, 'officernd')
      const { begun } = await house.payAndLeave(order)
      await makingPass(await house.officerndId(begun))
      await house.stack().webhooks(mode)
      await house.refund(begun.paymentIntentId)
      await house.outcome(begun.paymentIntentId)
      await house.stack().latency(0)
      await house.stack().webhooks('normal')
      await house.stack().deliver()
      await house.followed(order.email)
      await house.settle()
      expect(await stands(order.email, begun.passDate)).toEqual(GONE)
    }
  )

  test('before the run has begun: no pass is made, the customer is told once', async () => {
    await house.stack().webhooks('hold')
    const { order, begun } = await house.payAndLeave()
    await house.refund(begun.paymentIntentId)
    await house.stack().webhooks('normal')
    await house.stack().deliver()
    await house.followed(order.email)
    await house.settle()
    expect(await stands(order.email, begun.passDate)).toEqual(GONE)
    expect((await house.intent(begun.paymentIntentId)).metadata.outcome).toBe('refunded')
    expect(subjects(await house.toCustomer(order.email))).toEqual([REFUNDED])
  })
})

describe('the same news again', () => {
  test('each event twice: one pass less, one e-mail each', async () => {
    await house.stack().webhooks('twice')
    const { email, payment, day } = await bought()
    await house.refund(payment)
    await house.settle()
    expect(await stands(email, day)).toEqual(GONE)
  })

  test('events in reverse, the refund before the payment: no pass, told once', async () => {
    await house.stack().webhooks('reverse')
    const { order, begun } = await house.payAndLeave()
    await house.refund(begun.paymentIntentId)
    expect(await house.stack().deliver()).toBeGreaterThan(2)
    await house.stack().webhooks('normal')
    await house.followed(order.email)
    await house.settle()
    expect(await stands(order.email, begun.passDate)).toEqual(GONE)
  })

  test('every event a month later: nothing is done again', async () => {
    const [kept, back] = [await bought(), await bought()]
    await house.refund(back.payment)
    await house.settle()
    await house.stack().advance(30 * 24 * 3600)
    await house.settle()
    const before = await house.writes()
    const types = ['payment_intent.succeeded', 'charge.refunded']
    expect(await house.resend(kept.payment, ...types)).toBe(1)
    expect(await house.resend(back.payment, ...types)).toBe(2)
    const answer = await house.complete(kept.begun)
    expect(answer.said).toMatchObject({ outcome: 'granted', passDate: kept.day })
    await house.settle()
    expect((await house.writes()).slice(before.length)).toEqual([])
    expect(await house.kiosk(kept.email, kept.day)).toBe(true)
    expect(await stands(back.email, back.day)).toEqual(GONE)
  })
})

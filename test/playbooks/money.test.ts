/** The incidents about money after the sale, of the documents of day passes and of rooms, each under its heading. */
import { describe, expect, test } from 'vitest'
import { formatDateTime } from '../../src/core/time.ts'
import { PASS_REFUND_POLICY } from '../../src/passes/rules/catalog.ts'
import { ROOM_REFUND_POLICY } from '../../src/rooms/rules/cancellation.ts'
import { calendarFiles, startAllTracks, subjects } from '../support/all-tracks.ts'
import { TEAM } from '../support/pass-client.ts'
import type { RoomSlug } from '../support/room-client.ts'
import { at } from '../support/room-days.ts'

const house = startAllTracks()

const ROOM: RoomSlug = 'board-room'

async function booked() {
  const slot = at(house.day(ROOM), '10:00', 2)
  const { order, begun, metadata, payment } = await house.book({ room: ROOM, days: [slot] })
  await house.quiet()
  return { slot, order, payment, cents: begun.amountCents, metadata }
}

/** Stripe's deadline, as the dashboard shows it. */
async function deadlineOf(payment: string): Promise<string> {
  const { disputes } = (await house.stack().state()).stripe
  const found = disputes.find(({ payment_intent }) => payment_intent === payment)
  const evidence = found?.evidence_details as { due_by: number } | undefined
  return formatDateTime((evidence?.due_by ?? 0) * 1000)
}

describe('Day passes', () => {
  test('8. Chargeback / dispute', async () => {
    const { order, begun } = await house.buy()
    const { pass_id = '' } = await house.outcome(begun.paymentIntentId)
    await house.quiet()
    await house.stack().act(begun.paymentIntentId, 'dispute')
    await house.settle()

    const evidence = (await house.toTeam(order.email)).at(-1)
    expect(evidence?.to).toEqual(TEAM)
    expect(evidence?.subject).toBe('ALERT: Ada Byron disputes $50.00')
    const metadata = ['Ada Byron', order.email, order.phone, begun.paymentIntentId]
    const [email] = await house.toCustomer(order.email)
    for (const words of [
      ...metadata,
      `OfficeRnD pass: ${pass_id}`,
      `sent to ${order.email}, tag ${email?.tags[0]}`,
      PASS_REFUND_POLICY,
      `before ${await deadlineOf(begun.paymentIntentId)}`,
    ])
      expect.soft(evidence?.text, words).toContain(words)
    expect(await house.kiosk(order.email, begun.passDate), 'the customer still has it').toBe(true)
    expect(await house.toCustomer(order.email)).toEqual([email])
  })
})

describe('Rooms', () => {
  test('7. Customer wants to cancel', async () => {
    const { slot, order, payment, cents } = await booked()
    const [confirmed] = await house.toCustomer(order.email)
    expect(confirmed?.text).toContain(ROOM_REFUND_POLICY)

    // All that staff do is to refund it in Stripe.
    await house.refund(payment)
    await house.settle()
    expect(await house.eventsOf(payment)).toEqual([])
    expect((await house.offered(ROOM, slot.date))[slot.start]).toBeGreaterThanOrEqual(slot.hours)
    const [, cancelled, ...more] = await house.toCustomer(order.email)
    expect(more).toEqual([])
    expect(cancelled?.subject).toBe('Your payment for Board Room has been refunded')
    expect(cancelled?.text).toContain('The booking is cancelled')
    expect(cancelled && calendarFiles(cancelled)).toContain('METHOD:CANCEL')
    const told = (await house.toTeam(order.email)).at(-1)
    const amount = `$${(cents / 100).toFixed(2)}`
    expect([told?.to, told?.subject]).toEqual([TEAM, `Refunded: Ada Byron, ${amount}`])
  })

  test('7. … and has half of it back: the team decides what stays in the calendar', async () => {
    const { order, payment, cents } = await booked()
    await house.refund(payment, cents / 2)
    await house.settle()
    expect(await house.eventsOf(payment)).toHaveLength(1)
    const [, refunded, ...more] = await house.toCustomer(order.email)
    expect(more).toEqual([])
    expect(refunded?.text).toContain(`$${(cents / 200).toFixed(2)}`)
    const told = (await house.toTeam(order.email)).at(-1)
    expect(told?.subject).toMatch(/^In part: Refunded: Ada Byron/)
    expect(told?.text).toContain(
      'If a day is cancelled, write its date into the metadata of the refund'
    )
  })

  test('8. Chargeback / dispute', async () => {
    const { order, payment, cents, metadata } = await booked()
    await house.stack().act(payment, 'dispute')
    await house.settle()
    const [, evidence, ...more] = await house.toTeam(order.email)
    expect(more).toEqual([])
    const amount = `$${(cents / 100).toFixed(2)}`
    expect([evidence?.to, evidence?.subject]).toEqual([TEAM, `ALERT: Ada Byron disputes ${amount}`])
    const [email] = await house.toCustomer(order.email)
    const [event] = await house.eventsOf(payment)
    expect(metadata.event_ids).toBe(event?.id)
    for (const words of [
      ...['Ada Byron', order.email, order.phone, payment, 'Board Room'],
      `Calendar events: ${event?.id}`,
      `sent to ${order.email}, tag ${email?.tags[0]}`,
      ROOM_REFUND_POLICY,
      `before ${await deadlineOf(payment)}`,
    ])
      expect.soft(evidence?.text, words).toContain(words)
    expect(subjects(await house.toCustomer(order.email))).toHaveLength(1)
  })
})

/** The smoke run buys from both real Workers, and finds what is missing afterwards. */
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { SmokeContext } from '../../../tools/smoke/context.ts'
import { dayPass } from '../../../tools/smoke/day-pass.ts'
import { watchLive } from '../../../tools/smoke/live.ts'
import { membership } from '../../../tools/smoke/membership.ts'
import { runSmoke, SALES } from '../../../tools/smoke/run.ts'
import { startAllTracks } from '../../support/all-tracks.ts'
import { smokeAt } from '../../support/smoke.ts'

const house = startAllTracks({ mailLimit: false })
const said: string[] = []
let ctx: SmokeContext
// One for all: OfficeRnD gives five tokens a minute.
beforeAll(async () => {
  ctx = await smokeAt(house.stack(), said)
})
const report = () => said.join('\n')
/** The id in brackets at the end of a line of the report. */
const idOf = (title: string) => {
  const order = said[said.indexOf(title) + 1] ?? ''
  return /\((\w+)\)$/.exec(order)?.[1] ?? ''
}

afterEach(() => void said.splice(0))

const paidBack = async () => {
  const { charges } = (await house.stack().state()).stripe
  return charges.filter(({ status }) => status === 'succeeded').map(({ refunded }) => refunded)
}

test('one of each is bought, delivered, refunded and taken back; the report says every step', async () => {
  expect(await runSmoke(ctx), report()).toBe(0)
  expect(said.filter((line) => line.startsWith('  ok')).map((line) => line.split(':')[0])).toEqual(
    [
      ...['order', 'payment', 'the page’s /complete-purchase', 'outcome', 'pass in OfficeRnD'],
      ...['e-mail to the customer', 'refund', 'pass taken back', 'e-mail about the refund'],
      ...['order', 'card', 'the page’s /complete-checkout', 'first invoice', 'outcome'],
      ...['membership in OfficeRnD', 'e-mail to the customer', 'refund', 'membership ended'],
      ...['e-mail about the refund', 'e-mail about the end'],
      ...['order', 'payment', 'the page’s /booking-status', 'outcome'],
      ...['events in Google Calendar', 'e-mail to the customer', 'refund', 'events taken back'],
      'e-mail about the refund',
    ].map((name) => `  ok      ${name}`)
  )
  expect(said.at(-1)).toBe('Every step went well.')
  const { officernd, google, stripe } = await house.stack().state()
  expect(officernd.passes).toEqual([])
  expect(officernd.memberships.map(({ endDate }) => typeof endDate)).toEqual(['string'])
  const standing = Object.values(google.calendars).flat()
  expect(
    standing.filter(
      ({ extendedProperties, status }) => extendedProperties && status !== 'cancelled'
    )
  ).toEqual([])
  expect(stripe.subscriptions.map(({ status }) => status)).toEqual(['canceled'])
  expect(await paidBack()).toEqual([true, true, true])

  // Watched as real purchases are, once they are refunded.
  for (const id of SALES.map(({ title }) => idOf(title))) {
    said.splice(0)
    expect(await watchLive(ctx, id), report()).toBe(0)
    expect(report()).toMatch(/ok {6}(pass taken back|membership ended|events taken back)/)
  }
})

test('a step that fails is named, the exit code is 1, and what was paid goes back all the same', async () => {
  const { vars, ...checkout } = ctx.checkout
  const OFFICERND_PLANS = (vars.OFFICERND_PLANS ?? '').replaceAll(':', ':not-')
  const wrong = { ...ctx, checkout: { ...checkout, vars: { ...vars, OFFICERND_PLANS } } }
  expect(await runSmoke(wrong, [membership]), report()).toBe(1)
  expect(said.filter((line) => line.startsWith('FAILED'))).toEqual([
    expect.stringMatching(
      /^FAILED {2}membership, membership in OfficeRnD: it is of plan \w+, not of/
    ),
  ])
  expect(said.at(-1)).toMatch(/^FAILED/)
  expect((await paidBack()).every(Boolean)).toBe(true)
  const { stripe, officernd } = await house.stack().state()
  expect(stripe.subscriptions.every(({ status }) => status === 'canceled')).toBe(true)
  expect(officernd.memberships.every(({ endDate }) => endDate)).toBe(true)
})

test('a card that is not taken is named, and nothing is refunded or waited for', async () => {
  const match = { method: 'POST', path: '/payment_intents/' }
  await house.stack().fault({ vendor: 'stripe', match, kind: 'semantic-refusal' })
  expect(await runSmoke(ctx, [dayPass]), report()).toBe(1)
  expect(said.map((line) => line.split(':')[0])).toEqual([
    ...['day pass', '  ok      order', '  FAILED  payment', '  ok      refund'],
    'FAILED  day pass, payment',
  ])
  expect(report()).toContain('nothing was paid')
})

test('a real purchase is watched by its id: first that it is there, after its refund that it is gone', async () => {
  const { begun } = await house.buy()
  expect(await watchLive(ctx, begun.paymentIntentId), report()).toBe(0)
  expect(report()).toMatch(/ok {6}pass in OfficeRnD: /)
  expect(report()).toContain('It is not refunded.')
  await house.refund(begun.paymentIntentId)
  said.splice(0)
  expect(await watchLive(ctx, begun.paymentIntentId), report()).toBe(0)
  expect(report()).toMatch(/ok {6}pass taken back: /)
  expect(await watchLive(ctx, 'pi_none')).toBe(1)
  expect(said.at(-1)).toMatch(/^FAILED {2}pi_none, what it is: No such payment_intent/)
})

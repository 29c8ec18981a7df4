/** The checkout Worker is killed outright in the middle of serving her. */
import { expect, test } from 'vitest'
import { openShop, until } from '../../support/pass-client.ts'

const shop = openShop({ vars: { STALE_SECONDS: '1' } })

const DELAY_MS = 300

async function askedForPass(memberId: string) {
  const { requests } = await shop.town().state()
  return requests.some(({ method, path, body }) => {
    return method === 'POST' && path.endsWith('/passes') && body.includes(memberId)
  })
}

test.each<[string, (memberId: string) => Promise<unknown>]>([
  ['as soon as the page has reported the payment', async () => {}],
  ['while OfficeRnD is making the pass', (memberId) => until(() => askedForPass(memberId))],
  [
    'just after the pass was made, before its answer is read',
    (memberId) =>
      until(async () => {
        const { passes } = (await shop.town().state()).officernd
        return passes.some(({ member }) => member === memberId)
      }),
  ],
])('killed %s: started again, the sweep sees to exactly one pass', async (_, moment) => {
  await shop.town().webhooks('drop')
  const { order, begun } = await shop.payAndLeave()
  await shop.quiet()
  await shop.town().latency(DELAY_MS, 'officernd')
  const unanswered = shop.complete(begun).catch(() => null)
  await moment(begun.memberId)
  await shop.town().kill('checkout')
  await unanswered
  await shop.quiet()
  expect((await shop.intent(begun.paymentIntentId)).metadata.outcome).toBeUndefined()

  await shop.town().start('checkout')
  const metadata = await until(async () => {
    await shop.town().cron()
    const intent = await shop.intent(begun.paymentIntentId)
    return intent.metadata.outcome ? intent.metadata : null
  }, 30_000)
  await shop.quiet()
  const { passes, letters, toTeam, paid } = await shop.holdings(order.email)
  expect(metadata).toMatchObject({ outcome: 'granted', pass_id: passes[0]?._id })
  expect([paid.length, passes.length, letters.length, toTeam.length]).toEqual([1, 1, 1, 1])
  const answer = await shop.complete(begun)
  expect(answer.said).toMatchObject({ outcome: 'granted', passDate: begun.passDate })
})

/** The checkout Worker is killed outright in the middle of serving the customer. */
import { expect, test } from 'vitest'
import { startPassClient, until } from '../../support/pass-client.ts'

const passClient = startPassClient({ isKillable: true, vars: { STALE_SECONDS: '1' } })

const DELAY_MS = 300

async function askedForPass(memberId: string) {
  const { requests } = await passClient.stack().state()
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
        const { passes } = (await passClient.stack().state()).officernd
        return passes.some(({ member }) => member === memberId)
      }),
  ],
])('killed %s: started again, the sweep sees to exactly one pass', async (_, moment) => {
  await passClient.stack().webhooks('drop')
  const { order, begun } = await passClient.payAndLeave()
  await passClient.quiet()
  await passClient.stack().latency(DELAY_MS, 'officernd')
  const unanswered = passClient.complete(begun).catch(() => null)
  await moment(await passClient.officerndId(begun))
  await passClient.stack().kill('checkout')
  await unanswered
  await passClient.quiet()
  expect((await passClient.intent(begun.paymentIntentId)).metadata.outcome).toBeUndefined()

  await passClient.stack().start('checkout')
  const metadata = await until(async () => {
    await passClient.stack().cron()
    const intent = await passClient.intent(begun.paymentIntentId)
    return intent.metadata.outcome ? intent.metadata : null
  }, 30_000)
  await passClient.quiet()
  const { passes, emails, toTeam, paid } = await passClient.holdings(order.email)
  expect(metadata).toMatchObject({ outcome: 'granted', pass_id: passes[0]?._id })
  expect([paid.length, passes.length, emails.length, toTeam.length]).toEqual([1, 1, 1, 1])
  const answer = await passClient.complete(begun)
  expect(answer.said).toMatchObject({ outcome: 'granted', passDate: begun.passDate })
})

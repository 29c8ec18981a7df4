/** What the bookings Worker itself decides: its crons, its settings, whose holds are counted together. */
import { createScheduledController } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { createBookingsContext } from '../../../src/workers/bookings/create-context.ts'
import main from '../../../src/workers/bookings/worker.ts'
import { advance } from '../support/clock.ts'
import { vendors } from '../support/vendors.ts'
import { env } from './worker.ts'

const DAY_MS = 24 * 3600_000
const cron = (cron: string) => main.scheduled(createScheduledController({ cron }), env)

test('the settings are those of the TOML file, times in milliseconds', () => {
  expect(createBookingsContext(env).config).toMatchObject({
    alertAfterMs: 5 * 60_000,
    staleAfterMs: 30 * 60_000,
    holdDurationMs: 15 * 60_000,
    isLiveMode: false,
  })
})

test('holds are counted by e-mail address, however it is spelled, and by network', async () => {
  const limits = { ...env, LIMIT_HOLDS: '1', TRUSTED_ADDRESSES: '203.0.113.1' }
  const take = async (email: string, address: string, holder: string) => {
    const counters = await createBookingsContext(limits, address).holdCounters(email)
    const hold = { holder, rooms: ['slinky'], untilMs: Date.now() + 60_000 }
    const refused: boolean[] = []
    for (const { counter, max } of counters)
      refused.push((await counter.take(hold, max)).length > 0)
    return refused
  }
  expect(await take('ada@example.com', '198.51.100.1', 'one')).toEqual([false, false])
  expect(await take(' Ada@Example.com', '198.51.100.2', 'two')).toEqual([true, false])
  expect(await take('eve@example.com', '198.51.100.1', 'three')).toEqual([false, true])
  for (const holder of ['four', 'five'])
    expect(await take(`${holder}@example.com`, '203.0.113.1', holder)).toEqual([false, false])
})

test('the nightly cron sends the report of last month, once; the five-minute cron does not', async () => {
  const reports = async () =>
    (await vendors.state()).mailersend.messages.filter(({ subject }) =>
      subject?.startsWith('Reconciliation of')
    )
  // To noon UTC of the next 3rd of a month, which is the same day in Seattle.
  const now = new Date()
  const third = Date.UTC(
    now.getUTCFullYear(),
    now.getUTCMonth() + (now.getUTCDate() < 3 ? 0 : 1),
    3,
    12
  )
  await advance(third - Date.now())
  await cron('*/5 * * * *')
  expect(await reports()).toEqual([])
  await cron('0 11 * * *')
  await advance(DAY_MS)
  await cron('0 11 * * *')
  expect((await reports()).map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/^Reconciliation of \d{4}-\d\d \(bookings\): /),
  ])
})

/** What the pages' free questions may cost: two requests a minute and room at Google, and no customer's sale. */
import { expect, test } from 'vitest'
import { newBooking, startRoomClient } from '../../support/room-client.ts'
import { at, daily } from '../../support/room-days.ts'
import { watched } from '../../support/vendor-rounds.ts'

/** As it is deployed. */
const roomClient = startRoomClient({ vars: { CALENDAR_CACHE_SECONDS: '30' } })
const room = 'slinky' as const

test('a month asked for again within seconds asks Google once, and still shows who came meanwhile', async () => {
  const date = roomClient.day('day-office')
  const ask = async () => {
    const { said } = await roomClient.ask(`/availability?room=day-office&month=${date.slice(0, 7)}`)
    return (said.days as Record<string, string>)[date]
  }
  const seen = await watched(roomClient, async () => [await ask(), await ask(), await ask()])
  expect(seen.answer).toEqual(['open', 'open', 'open'])
  const reads = seen.calls.filter(({ path }) => path.endsWith('/events'))
  expect(reads.length, seen.made).toBe(1)
  await roomClient.begin(newBooking({ room: 'day-office', days: daily([date], '08:00', 9) }))
  expect(await ask()).toBe('full')
})

test('thousands of questions beside ten customers who pay: two requests a minute, no refund', async () => {
  const dates = roomClient.days(room, 10)
  const path = `/availability?room=${room}&date=${dates[0]}`
  const from = Date.now()
  const before = (await roomClient.stack().state()).requests.length
  let asked = 0
  let isOver = false
  const refused: string[] = []
  const crowd = Array.from({ length: 10 }, async () => {
    while (!isOver && asked < 3000) {
      asked += 1
      const { status, text } = await roomClient.ask(path)
      if (status !== 200) refused.push(text)
    }
  })
  const sales = await Promise.all(
    dates.map((date) => roomClient.book({ room, days: [at(date, '10:00')] }))
  )
  isOver = asked >= 600
  await Promise.all(crowd)
  const minutes = Math.ceil((Date.now() - from) / 60_000)

  expect(refused).toEqual([])
  expect(asked).toBeGreaterThanOrEqual(600)
  const payments = sales.map(({ payment }) => payment)
  expect(new Set(await roomClient.verdictsOf(payments))).toEqual(new Set(['booked']))
  const { requests } = await roomClient.stack().state()
  const reads = requests
    .slice(before)
    .filter(({ method, path: to }) => method === 'GET' && to.endsWith('/events'))
  // Beside the pages' reads, each customer's two gates read once.
  expect(reads.length - 2 * sales.length).toBeLessThanOrEqual(2 * minutes)
})

/** What the pages' free questions may cost: two requests a minute and room at Google, and no customer's sale. */
import { expect, test } from 'vitest'
import { newBooking, startRoomClient } from '../../support/room-client.ts'
import { at, daily } from '../../support/room-days.ts'
import { watched } from '../../support/vendor-rounds.ts'

/** As it is deployed. */
const desk = startRoomClient({ vars: { CALENDAR_CACHE_SECONDS: '30' } })
const room = 'slinky' as const

test('a month asked for again within seconds asks Google once, and still shows who came meanwhile', async () => {
  const date = desk.day('day-office')
  const ask = async () => {
    const { said } = await desk.ask(`/availability?room=day-office&month=${date.slice(0, 7)}`)
    return (said.days as Record<string, string>)[date]
  }
  const seen = await watched(desk, async () => [await ask(), await ask(), await ask()])
  expect(seen.answer).toEqual(['open', 'open', 'open'])
  const reads = seen.calls.filter(({ path }) => path.endsWith('/events'))
  expect(reads.length, seen.made).toBe(1)
  await desk.begin(newBooking({ room: 'day-office', days: daily([date], '08:00', 9) }))
  expect(await ask()).toBe('full')
})

test('thousands of questions beside ten customers who pay: two requests a minute, no refund', async () => {
  const dates = desk.days(room, 10)
  const path = `/availability?room=${room}&date=${dates[0]}`
  const from = Date.now()
  const before = (await desk.stack().state()).requests.length
  let asked = 0
  let isOver = false
  const refused: string[] = []
  const crowd = Array.from({ length: 10 }, async () => {
    while (!isOver && asked < 3000) {
      asked += 1
      const { status, text } = await desk.ask(path)
      if (status !== 200) refused.push(text)
    }
  })
  const sales = await Promise.all(
    dates.map((date) => desk.book({ room, days: [at(date, '10:00')] }))
  )
  isOver = asked >= 600
  await Promise.all(crowd)
  const minutes = Math.ceil((Date.now() - from) / 60_000)

  expect(refused).toEqual([])
  expect(asked).toBeGreaterThanOrEqual(600)
  const payments = sales.map(({ payment }) => payment)
  expect(new Set(await desk.verdictsOf(payments))).toEqual(new Set(['booked']))
  const { requests } = await desk.stack().state()
  const reads = requests
    .slice(before)
    .filter(({ method, path: to }) => method === 'GET' && to.endsWith('/events'))
  // Beside the pages' reads, each customer's two gates read once.
  expect(reads.length - 2 * sales.length).toBeLessThanOrEqual(2 * minutes)
})

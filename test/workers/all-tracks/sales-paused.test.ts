/** SALES_PAUSED: nothing new is sold and the pages say so; the words name the support address. */
import { expect, test } from 'vitest'
import { newJoin } from '../../support/membership-client.ts'
import { newOrder, POSTED, startPassClient } from '../../support/pass-client.ts'

const client = startPassClient({ vars: { SALES_PAUSED: 'passes rooms' } })

const post = async (url: string, body: object) => {
  const answer = await fetch(url, { method: 'POST', headers: POSTED, body: JSON.stringify(body) })
  return { status: answer.status, said: (await answer.json()) as Record<string, string> }
}
const get = async (url: string): Promise<unknown> => (await fetch(url)).json()

const PAUSED = { status: 503, said: { code: 'sales-paused' } }

test('create-purchase and create-booking answer 503 with words and the support address; nothing is made', async () => {
  const { checkout, bookings } = client.stack()
  const booking = {
    room: 'board-room',
    days: [{ date: '2030-01-07', start: '09:00', hours: 1 }],
    name: 'Rosa Parks',
    email: 'rosa@example.com',
    phone: '206 555 0102',
    attemptId: crypto.randomUUID(),
  }
  for (const answer of [
    await post(`${checkout.url}/create-purchase`, newOrder()),
    await post(`${bookings.url}/create-booking`, booking),
  ]) {
    expect(answer).toMatchObject(PAUSED)
    expect(answer.said.error).toContain('admin@labourtemple.com')
    expect(answer.said.error).toContain('Nothing has been charged')
  }
  const { stripe, officernd } = await client.stack().state()
  expect([stripe.customers, stripe.payment_intents, officernd.members]).toEqual([[], [], []])
})

test('what is paused is not for sale on its page, and memberships still are', async () => {
  const { checkout, bookings } = client.stack()
  expect(await get(`${checkout.url}/products/day-pass`)).toMatchObject({
    product: { forSale: false },
  })
  expect(await get(`${checkout.url}/plans/all-access`)).toMatchObject({ plan: { forSale: true } })
  const { rooms } = (await get(`${bookings.url}/rooms`)) as { rooms: { forSale: boolean }[] }
  expect(rooms.every(({ forSale }) => !forSale)).toBe(true)
  expect((await post(`${checkout.url}/create-payment`, newJoin())).status).toBe(200)
})

test('an unknown product is an invalid product first', async () => {
  const { checkout } = client.stack()
  expect(
    await post(`${checkout.url}/create-purchase`, newOrder({ slug: 'night-pass' }))
  ).toMatchObject({
    status: 400,
    said: { code: 'invalid-product' },
  })
})

/** Stripe sends no client secret, OfficeRnD's plan says nothing of its passes' validity. */
import { expect, test } from 'vitest'
import { createPayment } from '../../src/memberships/index.ts'
import { createPurchase } from '../../src/passes/index.ts'
import { createBooking } from '../../src/rooms/index.ts'
import { sweepCheckout } from '../../src/workers/checkout/operations.ts'
import { GRACE } from '../simulation/customers/membership.ts'
import { ADA } from '../simulation/customers/pass.ts'
import { ADA_BOOKS, BOB_BOOKS } from '../simulation/customers/room-bookings.ts'
import { createSim } from '../simulation/simulation.ts'
import { without } from './proxies.ts'
import { alerts, captureLog } from './purchases.ts'

const lines = captureLog()

const NO_SECRET = without({ path: /\/(payment_intents|setup_intents)(\/\w+)?$/ }, 'client_secret')
const FAILED = { name: 'VendorError', message: expect.stringContaining('no client_secret') }

test('without a client secret no page gets a form that cannot be paid', async () => {
  const sim = createSim({ proxy: NO_SECRET })
  await expect(createPurchase(sim.checkout, ADA)).rejects.toMatchObject(FAILED)
  await expect(createPayment(sim.checkout, GRACE)).rejects.toMatchObject(FAILED)
  await expect(createBooking(sim.bookings, ADA_BOOKS)).rejects.toMatchObject(FAILED)
})

test('a room is not held for a form that cannot be paid', async () => {
  let isBroken = true
  const sim = createSim({
    proxy: (request, send) => (isBroken ? NO_SECRET(request, send) : send(request)),
  })
  await expect(createBooking(sim.bookings, ADA_BOOKS)).rejects.toMatchObject(FAILED)
  isBroken = false
  const same = { ...BOB_BOOKS, room: ADA_BOOKS.room, days: ADA_BOOKS.days }
  await expect(createBooking(sim.bookings, same)).resolves.toHaveProperty('clientSecret')
})

test('a plan that does not say its passes’ validity: one line a night, no alert', async () => {
  const sim = createSim({ proxy: without({ path: /\/plans\/\w+$/ }, 'passesValidityPeriod') })
  for (let nth = 0; nth < 12; nth++) await sweepCheckout(sim.checkout, { nightly: nth === 0 })
  const said = lines().filter((line) => line.includes('how long passes of this plan are valid'))
  expect(said).toHaveLength(1)
  expect(alerts(sim)).toEqual([])
})

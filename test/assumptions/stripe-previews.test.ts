/** Stripe's preview nets the discount of a part month into the line, or refuses codes by another parameter. */
import { expect, test } from 'vitest'
import { GRACE, pressJoin } from '../simulation/customers/membership.ts'
import type { VendorProxy } from '../simulation/process.ts'
import { createSim } from '../simulation/simulation.ts'
import { changingJson, matches } from './proxies.ts'
import { captureLog } from './purchases.ts'

const lines = captureLog()

const PREVIEW = { method: 'POST', path: /\/create_preview$/ }
const WITH_CODE = { ...GRACE, promo: 'TENFOREVER' }

interface Line {
  amount: number
  parent: { type: string } | null
  discount_amounts: { amount: number }[] | null
}

/** As if Stripe had not been asked to itemize, or did not do so for a first part month. */
const NETTED = changingJson(PREVIEW, (json) => {
  const invoice = json as { lines: { data: Line[] } }
  for (const line of invoice.lines.data) {
    if (line.parent?.type !== 'subscription_item_details') continue
    for (const { amount } of line.discount_amounts ?? []) line.amount -= amount
    line.discount_amounts = []
  }
  return invoice
})

test('a code whose discount is not itemized is judged by the sum, and shown on the page', async () => {
  const itemized = await pressJoin(createSim(), WITH_CODE)
  const netted = await pressJoin(createSim({ proxy: NETTED }), WITH_CODE)
  expect(netted.quote).toEqual(itemized.quote)
  expect(netted.quote.lines.map(({ cents }) => cents < 0)).toContain(true)
})

test('a code that takes nothing off is still refused', async () => {
  const takesNothing: VendorProxy = changingJson(PREVIEW, (json) => {
    const invoice = json as { lines: { data: Line[] }; amount_due: number }
    for (const line of invoice.lines.data) {
      if (line.parent?.type !== 'subscription_item_details') continue
      for (const { amount } of line.discount_amounts ?? []) invoice.amount_due += amount
      line.discount_amounts = []
    }
    return invoice
  })
  const joining = pressJoin(createSim({ proxy: takesNothing }), WITH_CODE)
  await expect(joining).rejects.toMatchObject({ cause: { code: 'promo-not-for-this' } })
})

/** Refuses with a 400 that names a parameter which has nothing to do with codes. */
const refusingCodes =
  (names: RegExp): VendorProxy =>
  async (request, send) => {
    if (!matches(PREVIEW, request)) return send(request)
    const body = decodeURIComponent(await request.clone().text())
    if (!names.test(body)) return send(request)
    const error = { type: 'invalid_request_error', message: 'no', param: 'invoice_items' }
    return Response.json({ error }, { status: 400 })
  }

test('a preview that is refused with the automatic code is made without it, and logged', async () => {
  const sim = createSim({ proxy: refusingCodes(/invoice_items\[0\]\[discounts\]\[0\]/) })
  const { quote } = await pressJoin(sim, GRACE)
  expect(quote.lines.every(({ cents }) => cents > 0)).toBe(true)
  expect(lines().join('\n')).toContain('Stripe refuses the preview with these codes')
})

test('a preview that is refused without any code is no answer', async () => {
  const sim = createSim({ proxy: refusingCodes(/./) })
  await expect(pressJoin(sim, GRACE)).rejects.toMatchObject({ cause: { name: 'VendorError' } })
})

test('what is previewed and what is created say how discounts of a part month are shown', async () => {
  const bodies: string[] = []
  const sim = createSim({
    proxy: async (request, send) => {
      if (matches(PREVIEW, request)) bodies.push(decodeURIComponent(await request.clone().text()))
      return send(request)
    },
  })
  await pressJoin(sim, GRACE)
  expect(bodies.length).toBeGreaterThan(0)
  for (const body of bodies)
    expect(body).toContain('[billing_mode][flexible][proration_discounts]=itemized')
})

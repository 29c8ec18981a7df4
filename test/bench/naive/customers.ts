/** Steps 6 of both tracks: the member at OfficeRnD and the customer at Stripe, each found or made. */
import type { Body } from './answer.ts'
import { type Env, type OfficerndEnv, officernd, officerndToken, stripe } from './vendors.ts'

interface Found {
  data: { id: string }[]
}

export async function memberFor(env: OfficerndEnv, body: Body): Promise<string> {
  const token = await officerndToken(env)
  const email = encodeURIComponent(body.email ?? '')
  const [known] = await officernd<{ _id: string }[]>(env, token, `/members?email=${email}`)
  if (known) return known._id
  const [made] = await officernd<{ _id: string }[]>(env, token, '/members', {
    name: `${body.firstName} ${body.lastName}`,
    email: body.email,
    phone: body.phone,
    office: env.OFFICERND_OFFICE,
    startDate: `${new Date().toISOString().slice(0, 10)}T00:00:00.000Z`,
  })
  if (!made) throw new Error('member creation failed')
  return made._id
}

export async function customerFor(env: Env, body: Body): Promise<string> {
  const { email = '', phone = '' } = body
  const found = await stripe<Found>(env, 'GET', '/customers', { email, limit: '1' })
  if (found.data[0]) return found.data[0].id
  const name = body.name ?? `${body.firstName} ${body.lastName}`
  return (await stripe<{ id: string }>(env, 'POST', '/customers', { email, name, phone })).id
}

export interface Promo {
  id: string
  name: string
  percentOff: number
  centsOff: number
}

interface Codes {
  data: {
    id: string
    active: boolean
    promotion: { coupon: { name: string; percent_off: number | null; amount_off: number | null } }
  }[]
}

export async function promoFor(env: Env, code: string): Promise<Promo | null> {
  const found = await stripe<Codes>(env, 'GET', '/promotion_codes', {
    code,
    'expand[]': 'data.promotion.coupon',
  })
  const promo = found.data.find(({ active }) => active)
  if (!promo) return null
  const { name, percent_off, amount_off } = promo.promotion.coupon
  return { id: promo.id, name, percentOff: percent_off ?? 0, centsOff: amount_off ?? 0 }
}

export function reduced(cents: number, promo: Promo | null): number {
  if (!promo) return cents
  return Math.max(0, cents - promo.centsOff - Math.round((cents * promo.percentOff) / 100))
}

/** Every mismatch that the monthly sheet can name, and how staff or a fault bring it about at the vendors. */
import { SANDBOX_MEMBERSHIP_PLANS, SANDBOX_OFFICE } from '../../sandbox/officernd/seed-data.ts'
import type { Shop } from './many-customers.ts'
import { BOOKINGS, EVENTS, type Marks, type Plants } from './planted-room-mismatches.ts'

const NOBODY = '5f2a9c7e1b4d3a0012c0dead'
const payments = (id: string) => `/payment_intents/${id}`
const subscriptions = (id: string) => `/subscriptions/${id}`

let strangers = 0
const stranger = () => `stranger-${++strangers}@example.com`

const nobody = (key: string) => ({ member_id: NOBODY, [key]: NOBODY })

async function madePass(shop: Shop, member: string, day: string, type = 'hotdesk') {
  const midnight = `${day}T00:00:00.000Z`
  const [made] = (await shop.officernd('POST', '/passes', {
    ...{ member, type, count: 1, validFrom: midnight, validTo: midnight },
    ...{ intervalLength: 'once', grantActiveStatus: true },
  })) as { _id: string }[]
  return made?._id ?? ''
}

/** A day pass, and what somebody then writes over on its payment. */
const markedPass = (marks: Marks) => async (shop: Shop) => {
  const { id } = await shop.pass()
  await shop.mark(payments(id), marks)
  return id
}

const PASSES: Plants = {
  'no member': (shop) => markedPass({ ...nobody('pass_member_id'), email: stranger() })(shop),
  'paid, no outcome': (shop) => shop.unheard(async () => (await shop.paysForPass()).id),
  'handed to the team': markedPass({ outcome: 'alerted' }),
  'no pass': async (shop) => {
    const { id } = await shop.pass()
    const { pass_id } = await shop.read(payments(id))
    await shop.officernd('DELETE', `/passes/${pass_id}`)
    return id
  },
  'one pass for two payments': async (shop) => {
    const [one, other] = [await shop.pass(), await shop.pass()]
    const { pass_id = '' } = await shop.read(payments(one.id))
    await shop.mark(payments(other.id), { pass_id })
    // The newer payment is looked at first.
    return one.id
  },
  'pass for another day': async (shop) => {
    const { id, intent } = await shop.pass()
    const pass_id = await madePass(shop, intent.memberId, '2026-05-29')
    await shop.mark(payments(id), { pass_id })
    return id
  },
  'pass that the kiosk refuses': async (shop) => {
    const { id, intent } = await shop.pass()
    const pass_id = await madePass(shop, intent.memberId, intent.passDate, 'membership')
    await shop.mark(payments(id), { pass_id })
    return id
  },
  'refunded, pass still valid': async (shop) => {
    const { id } = await shop.pass()
    await shop.unheard(() => shop.refund(id))
    return id
  },
  'said refunded, not refunded': markedPass({ outcome: 'refunded' }),
  'another amount': markedPass({ discount_cents: '1000' }),
  'perhaps paid twice': async (shop) => {
    const { id, order } = await shop.pass()
    await shop.pass({ email: order.email })
    return id
  },
  'letter unsent': markedPass({ emails: 'unsent' }),
}

/** A membership, and what somebody then writes over on its subscription. */
const markedMember = (marks: Marks) => async (shop: Shop) => {
  const { id } = await shop.member()
  await shop.mark(subscriptions(id), marks)
  return id
}

/** A membership, and what staff then change of it in OfficeRnD. */
const changedMember = (fields: object) => async (shop: Shop) => {
  const { id, metadata } = await shop.member()
  await shop.officernd('PUT', `/memberships/${metadata.membership_id}`, fields)
  return id
}

/** In OfficeRnD, too, long before the month. */
const LONG_AGO = { startDate: '2026-01-01' }

const MEMBERSHIPS: Plants = {
  'no member': (shop) =>
    markedMember({ ...nobody('officernd_member_id'), email: stranger() })(shop),
  'no membership': async (shop) => {
    const { id, metadata } = await shop.member()
    const { memberId } = (await shop.pass()).intent
    const hers = { member_id: memberId, officernd_member_id: memberId, email: stranger() }
    await shop.mark(subscriptions(id), { ...hers, membership_id: NOBODY })
    // Else it would be one without a payment.
    await shop.officernd('PUT', `/memberships/${metadata.membership_id}`, LONG_AGO)
    return id
  },
  'billed, no outcome': async (shop) => {
    await shop.fails('officernd', '500-before', { method: 'POST', path: '/memberships' })
    const { id } = await shop.member()
    await shop.heal()
    return id
  },
  'membership, no outcome': markedMember({ outcome: '' }),
  'another plan': markedMember({ plan: 'startup' }),
  'billed twice': changedMember({ price: 300 }),
  'billed, membership over': changedMember({ ...LONG_AGO, endDate: '2026-02-01' }),
  'another start': changedMember({ startDate: '2026-05-02' }),
  'ended, membership goes on': async (shop) => {
    const { id } = await shop.member()
    await shop.unheard(() => shop.stripe('DELETE', subscriptions(id)))
    return id
  },
  'no initiation fee': markedMember({ initiation_cents: '1' }),
  'refunded, membership goes on': async (shop) => {
    const { id, customer } = await shop.member()
    const { payment_intents } = shop.sim.state().stripe
    const first = payment_intents.find((one) => one.customer === customer)
    await shop.unheard(() => shop.refund(first?.id ?? ''))
    return id
  },
  'another price': markedMember({ price_id: 'price_other' }),
  'another amount': markedMember({ quoted_cents: '1' }),
  'letter unsent': markedMember({ emails: 'unsent' }),
  'membership without payment': async (shop) => {
    const [made] = (await shop.officernd('POST', '/memberships', {
      ...{ member: (await shop.pass()).intent.memberId, office: SANDBOX_OFFICE, name: 'Startup' },
      ...{ plan: SANDBOX_MEMBERSHIP_PLANS.startup, startDate: '2026-05-04' },
      ...{ isPersonal: true, price: 0 },
    })) as { _id: string }[]
    return made?._id ?? ''
  },
  'card given, no subscription': (shop) => shop.unheard(async () => (await shop.givesCard()).id),
}

const planting = (track: string, plants: Plants) =>
  Object.entries(plants).map(([kind, plant]) => ({ kind: `${track} ${kind}`, plant }))

export const PLANTINGS = [
  ...planting('T3', PASSES),
  ...planting('T1', MEMBERSHIPS),
  ...planting('T2', BOOKINGS),
  ...planting('T2', EVENTS),
]

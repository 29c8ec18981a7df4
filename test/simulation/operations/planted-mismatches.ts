/** Every mismatch that the monthly sheet can name, and how staff or a fault bring it about at the vendors. */
import { SANDBOX_MEMBERSHIP_PLANS, SANDBOX_OFFICE } from '../../sandbox/officernd/seed-data.ts'
import type { PassClient } from './many-customers.ts'
import { BOOKINGS, EVENTS, type Marks, type Plants } from './planted-room-mismatches.ts'

const NOBODY = '5f2a9c7e1b4d3a0012c0dead'
const payments = (id: string) => `/payment_intents/${id}`
const subscriptions = (id: string) => `/subscriptions/${id}`

/** OfficeRnD's id of the member who paid; the pages get another one. */
const memberOf = async (passClient: PassClient, paymentId: string) =>
  (await passClient.read(payments(paymentId))).member_id ?? ''

let strangers = 0
const stranger = () => `stranger-${++strangers}@example.com`

const nobody = (key: string) => ({ member_id: NOBODY, [key]: NOBODY })

async function madePass(passClient: PassClient, member: string, day: string, type = 'hotdesk') {
  const midnight = `${day}T00:00:00.000Z`
  const [made] = (await passClient.officernd('POST', '/passes', {
    ...{ member, type, count: 1, validFrom: midnight, validTo: midnight },
    ...{ intervalLength: 'once', grantActiveStatus: true },
  })) as { _id: string }[]
  return made?._id ?? ''
}

/** A day pass, and what somebody then writes over on its payment. */
const markedPass = (marks: Marks) => async (passClient: PassClient) => {
  const { id } = await passClient.pass()
  await passClient.mark(payments(id), marks)
  return id
}

const PASSES: Plants = {
  'no member': (passClient) =>
    markedPass({ ...nobody('pass_member_id'), email: stranger() })(passClient),
  'paid, no outcome': (passClient) =>
    passClient.unheard(async () => (await passClient.paysForPass()).id),
  'handed to the team': markedPass({ outcome: 'alerted' }),
  'no pass': async (passClient) => {
    const { id } = await passClient.pass()
    const { pass_id } = await passClient.read(payments(id))
    await passClient.officernd('DELETE', `/passes/${pass_id}`)
    return id
  },
  'one pass for two payments': async (passClient) => {
    const [one, other] = [await passClient.pass(), await passClient.pass()]
    const { pass_id = '' } = await passClient.read(payments(one.id))
    await passClient.mark(payments(other.id), { pass_id })
    // The newer payment is looked at first.
    return one.id
  },
  'pass for another day': async (passClient) => {
    const { id } = await passClient.pass()
    const pass_id = await madePass(passClient, await memberOf(passClient, id), '2026-05-29')
    await passClient.mark(payments(id), { pass_id })
    return id
  },
  'pass that the kiosk refuses': async (passClient) => {
    const { id, intent } = await passClient.pass()
    const member = await memberOf(passClient, id)
    const pass_id = await madePass(passClient, member, intent.passDate, 'membership')
    await passClient.mark(payments(id), { pass_id })
    return id
  },
  'refunded, pass still valid': async (passClient) => {
    const { id } = await passClient.pass()
    await passClient.unheard(() => passClient.refund(id))
    return id
  },
  'said refunded, not refunded': markedPass({ outcome: 'refunded' }),
  'another amount': markedPass({ discount_cents: '1000' }),
  'perhaps paid twice': async (passClient) => {
    const { id, order } = await passClient.pass()
    await passClient.pass({ email: order.email })
    return id
  },
  'e-mail unsent': markedPass({ emails: 'unsent' }),
}

/** A membership, and what somebody then writes over on its subscription. */
const markedMember = (marks: Marks) => async (passClient: PassClient) => {
  const { id } = await passClient.member()
  await passClient.mark(subscriptions(id), marks)
  return id
}

/** A membership, and what staff then change of it in OfficeRnD. */
const changedMember = (fields: object) => async (passClient: PassClient) => {
  const { id, metadata } = await passClient.member()
  await passClient.officernd('PUT', `/memberships/${metadata.membership_id}`, fields)
  return id
}

/** In OfficeRnD, too, long before the month. */
const LONG_AGO = { startDate: '2026-01-01' }

const MEMBERSHIPS: Plants = {
  'no member': (passClient) =>
    markedMember({ ...nobody('officernd_member_id'), email: stranger() })(passClient),
  'no membership': async (passClient) => {
    const { id, metadata } = await passClient.member()
    const memberId = await memberOf(passClient, (await passClient.pass()).id)
    const own = { member_id: memberId, officernd_member_id: memberId, email: stranger() }
    await passClient.mark(subscriptions(id), { ...own, membership_id: NOBODY })
    // Else it would be one without a payment.
    await passClient.officernd('PUT', `/memberships/${metadata.membership_id}`, LONG_AGO)
    return id
  },
  'billed, no outcome': async (passClient) => {
    await passClient.fails('officernd', '500-before', { method: 'POST', path: '/memberships' })
    const { id } = await passClient.member()
    await passClient.heal()
    return id
  },
  'membership, no outcome': markedMember({ outcome: '' }),
  'another plan': markedMember({ plan: 'startup' }),
  'billed twice': changedMember({ price: 300 }),
  'billed, membership over': changedMember({ ...LONG_AGO, endDate: '2026-02-01' }),
  'another start': changedMember({ startDate: '2026-05-02' }),
  'ended, membership goes on': async (passClient) => {
    const { id } = await passClient.member()
    await passClient.unheard(() => passClient.stripe('DELETE', subscriptions(id)))
    return id
  },
  'two live subscriptions': async (passClient) => {
    const { customer, metadata } = await passClient.member()
    const card = passClient.sim
      .state()
      .stripe.payment_methods.find((one) => one.customer === customer)
    const second = await passClient.stripe('POST', '/subscriptions', {
      customer,
      'items[0][price]': metadata.price_id ?? '',
      default_payment_method: card?.id ?? '',
    })
    return (second as { id: string }).id
  },
  'no initiation fee': markedMember({ initiation_cents: '1' }),
  'refunded, membership goes on': async (passClient) => {
    const { id, customer } = await passClient.member()
    const { payment_intents } = passClient.sim.state().stripe
    const first = payment_intents.find((one) => one.customer === customer)
    await passClient.unheard(() => passClient.refund(first?.id ?? ''))
    return id
  },
  'another price': markedMember({ price_id: 'price_other' }),
  'another amount': markedMember({ quoted_cents: '1' }),
  'e-mail unsent': markedMember({ emails: 'unsent' }),
  'membership without payment': async (passClient) => {
    const [made] = (await passClient.officernd('POST', '/memberships', {
      ...{
        member: await memberOf(passClient, (await passClient.pass()).id),
        office: SANDBOX_OFFICE,
        name: 'Startup',
      },
      ...{ plan: SANDBOX_MEMBERSHIP_PLANS.startup, startDate: '2026-05-04' },
      ...{ isPersonal: true, price: 0 },
    })) as { _id: string }[]
    return made?._id ?? ''
  },
  'card given, no subscription': (passClient) =>
    passClient.unheard(async () => (await passClient.givesCard()).id),
}

const planting = (track: string, plants: Plants) =>
  Object.entries(plants).map(([kind, plant]) => ({ kind: `${track} ${kind}`, plant }))

export const PLANTINGS = [
  ...planting('T3', PASSES),
  ...planting('T1', MEMBERSHIPS),
  ...planting('T2', BOOKINGS),
  ...planting('T2', EVENTS),
]

/** Memberships: one for each request, at the plan's price unless another is given. */
import type { Context, Hono } from 'hono'
import { seattleDay } from '../seattle.ts'
import { business, invalid, notFound } from './errors.ts'
import type { House } from './index.ts'
import { list } from './lists.ts'
import type { Membership } from './records.ts'
import { newId, SANDBOX_ORGANIZATION } from './seed-data.ts'
import {
  bodies,
  check,
  type Fields,
  isDate,
  isId,
  isoDate,
  isText,
  isTrueOrFalse,
  type Rules,
} from './validation.ts'

const SCOPE = 'flex.community.memberships'
const INTERVALS = ['once', 'hour', 'day', 'month']
const DATE = 'must be a valid ISO 8601 date string'

const isPrice = (value: unknown) => typeof value === 'number' && value >= 0

/** As third-party tests of v2 (2026-02) found them; that v1 checks the same is unverified. */
const RULES: Rules = {
  name: [true, isText, 'must be a string'],
  startDate: [true, isDate, DATE],
  endDate: [false, isDate, DATE],
  office: [true, isText, 'must be a string'],
  plan: [true, isText, 'must be a string'],
  member: [false, isText, 'must be a string'],
  team: [false, isText, 'must be a string'],
  isPersonal: [false, isTrueOrFalse, 'must be a boolean value'],
  price: [false, isPrice, 'must not be less than 0'],
  deposit: [false, isPrice, 'must not be less than 0'],
  intervalLength: [
    false,
    (value) => INTERVALS.includes(String(value)),
    `must be one of the following values: ${INTERVALS.join(', ')}`,
  ],
  type: [
    false,
    (value) => value === 'month_to_month' || value === 'fixed',
    'must be one of the following values: month_to_month, fixed',
  ],
  properties: [false, (value) => typeof value === 'object', 'must be an object'],
}

/** "PUT accepts only startDate, endDate (null clears), price": the same tests. */
const CHANGES: Rules = {
  startDate: [false, isDate, DATE],
  endDate: [false, isDate, DATE],
  price: [false, isPrice, 'must not be less than 0'],
}

export function membershipRoutes(app: Hono, house: House): void {
  app.get('/memberships', (c) => {
    house.tokens.check(c, SCOPE, 'read')
    return list(c, currentMemberships(house))
  })
  app.get('/memberships/:id', (c) => {
    house.tokens.check(c, SCOPE, 'read')
    return c.json(current(house, find(house, c.req.param('id'))))
  })
  app.post('/memberships', (c) => createMemberships(c, house))
  app.put('/memberships/:id', (c) => changeMembership(c, house))
}

function find({ store }: House, id: string): Membership {
  const membership = store.memberships.find((each) => each._id === id)
  if (!membership) throw notFound(id)
  return membership
}

/** By the house's day, the last day included: seen in a live export. */
function current({ clock }: Pick<House, 'clock'>, membership: Membership): Membership {
  const today = seattleDay(clock.now())
  const { startDate, endDate } = membership
  const started = startDate.slice(0, 10) <= today
  const over = endDate !== null && endDate.slice(0, 10) < today
  return { ...membership, calculatedStatus: over ? 'expired' : started ? 'active' : 'not_started' }
}

export const currentMemberships = (house: Pick<House, 'store' | 'clock'>): Membership[] =>
  house.store.memberships.map((each) => current(house, each))

/** Nothing keeps a second, equal one out: seen in tests of v2. */
async function createMemberships(c: Context, house: House): Promise<Response> {
  house.tokens.check(c, SCOPE, 'create')
  const asked = await bodies(c)
  for (const fields of asked) {
    check(fields, RULES)
    checkOwner(fields)
    checkKnown(house, fields)
    if (fields.type === 'fixed' && !fields.endDate) {
      throw invalid(['End date is required for fixed memberships'])
    }
    checkOrder(fields.startDate, fields.endDate)
  }
  const made = asked.map((fields) => build(fields, house))
  house.store.memberships.push(...made)
  return c.json(
    made.map((each) => current(house, each)),
    201
  )
}

/** The message of v2, with v1's name for a company: unverified. */
function checkOwner({ isPersonal, member, team }: Fields): void {
  if (isPersonal === true && !member) {
    throw invalid(['A member field must be provided if the isPersonal field is set to true.'])
  }
  if (isPersonal !== true && !team) {
    throw invalid(['A team field must be provided if the isPersonal field is set to false.'])
  }
  if (isPersonal === true && team) {
    throw business('The member is an individual and cannot have a team membership')
  }
}

function checkKnown({ store }: House, { office, plan, member }: Fields): void {
  const isOf = (records: { _id: string }[], id: unknown) => records.some(({ _id }) => _id === id)
  // A malformed id fails in the vendor's database; the message is shortened.
  if (!isId(office)) throw business(`Cast to ObjectId failed for value "${String(office)}"`)
  if (!isOf(store.offices, office)) throw business('Specified office was not found')
  if (!isOf(store.plans, plan)) throw business('Specified plan was not found')
  // By analogy with the two above: unverified.
  if (member && !isOf(store.members, member)) throw business('Specified member was not found')
}

function checkOrder(startDate: unknown, endDate: unknown): void {
  if (!endDate || isoDate(startDate) <= isoDate(endDate)) return
  throw business('Membership startDate should be before the endDate')
}

/**
 * Which price a membership gets when none is given is contradictory in public sources (0 in tests of
 * v2). Here it is the plan's, so that a caller who leaves it out, and whose member would be billed
 * twice, is found out.
 */
function build(fields: Fields, { store, clock }: House): Membership {
  const now = clock.now()
  const at = new Date(now).toISOString()
  const plan = store.plans.find(({ _id }) => _id === fields.plan)
  const price = typeof fields.price === 'number' ? fields.price : (plan?.price ?? 0)
  return {
    _id: newId(now),
    name: String(fields.name),
    office: String(fields.office),
    organization: SANDBOX_ORGANIZATION,
    plan: String(fields.plan),
    member: (fields.member as string) ?? null,
    team: (fields.team as string) ?? null,
    isPersonal: fields.isPersonal === true,
    price,
    discountedPrice: price,
    deposit: Number(fields.deposit ?? 0),
    startDate: isoDate(fields.startDate),
    endDate: fields.endDate ? isoDate(fields.endDate) : null,
    type: (fields.type as string) ?? 'month_to_month',
    intervalLength: (fields.intervalLength as string) ?? 'month',
    intervalCount: 1,
    locked: false,
    addOns: [],
    fees: [],
    status: 'approved',
    calculatedStatus: 'not_started',
    properties: (fields.properties as Record<string, unknown>) ?? {},
    createdAt: at,
    modifiedAt: at,
  }
}

async function changeMembership(c: Context, house: House): Promise<Response> {
  house.tokens.check(c, SCOPE, 'update')
  const membership = find(house, c.req.param('id') ?? '')
  const [fields = {}] = await bodies(c)
  const strange = Object.keys(fields).filter((name) => !Object.hasOwn(CHANGES, name))
  if (strange.length) throw invalid(strange.map((name) => `property ${name} should not exist`))
  check(fields, CHANGES)
  const startDate = fields.startDate ? isoDate(fields.startDate) : membership.startDate
  const endDate = fields.endDate === undefined ? membership.endDate : fields.endDate || null
  checkOrder(startDate, endDate)
  const price = typeof fields.price === 'number' ? fields.price : membership.price
  Object.assign(membership, {
    startDate,
    endDate: endDate === null ? null : isoDate(endDate),
    price,
    discountedPrice: price,
    modifiedAt: new Date(house.clock.now()).toISOString(),
  })
  return c.json(current(house, membership))
}

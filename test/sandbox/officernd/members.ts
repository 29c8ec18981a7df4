/** Members: created on every request, because the vendor does not require unique email addresses. */
import type { Context, Hono } from 'hono'
import { seattleDay } from '../seattle.ts'
import { business, notFound } from './errors.ts'
import type { House } from './index.ts'
import { list } from './lists.ts'
import { currentMemberships } from './memberships.ts'
import type { Member } from './records.ts'
import { newId, SANDBOX_ORGANIZATION } from './seed-data.ts'
import {
  bodies,
  check,
  type Fields,
  isDate,
  isId,
  isoDate,
  isText,
  type Rules,
} from './validation.ts'

const SCOPE = 'flex.community.members'

/** name, email, office and startDate are what a v1 client in the open treats as required. */
const RULES: Rules = {
  name: [true, isText, 'must be a string'],
  email: [
    true,
    (value) => isText(value) && /^\S+@\S+\.\S+$/.test(String(value)),
    'must be an email',
  ],
  office: [true, isId, 'must be a mongodb id'],
  startDate: [true, isDate, 'must be a valid ISO 8601 date string'],
  phone: [false, isText, 'must be a string'],
  team: [false, isId, 'must be a mongodb id'],
  description: [false, isText, 'must be a string'],
  properties: [false, (value) => typeof value === 'object', 'must be an object'],
}

export function memberRoutes(app: Hono, house: House): void {
  app.get('/members', (c) => {
    house.tokens.check(c, SCOPE, 'read')
    return list(c, currentMembers(house))
  })
  app.get('/members/:id', (c) => {
    house.tokens.check(c, SCOPE, 'read')
    const id = c.req.param('id')
    const member = currentMembers(house).find((each) => each._id === id)
    if (!member) throw notFound(id)
    return c.json(member)
  })
  app.post('/members', (c) => createMembers(c, house))
}

async function createMembers(c: Context, house: House): Promise<Response> {
  house.tokens.check(c, SCOPE, 'create')
  const asked = await bodies(c)
  for (const fields of asked) {
    check(fields, RULES)
    const known = house.store.offices.some((office) => office._id === fields.office)
    if (!known) throw business('Specified office was not found')
  }
  const made = asked.map((fields) => build(fields, house.clock.now()))
  house.store.members.push(...made)
  return c.json(made, 201)
}

function build(fields: Fields, now: number): Member {
  const at = new Date(now).toISOString()
  return {
    _id: newId(now),
    name: String(fields.name),
    email: String(fields.email),
    phone: (fields.phone as string) ?? null,
    office: String(fields.office),
    team: (fields.team as string) ?? null,
    organization: SANDBOX_ORGANIZATION,
    startDate: isoDate(fields.startDate),
    description: (fields.description as string) ?? null,
    properties: (fields.properties as Record<string, unknown>) ?? {},
    status: 'drop-in',
    calculatedStatus: 'drop-in',
    createdAt: at,
    modifiedAt: at,
  }
}

/**
 * A valid pass that grants active status makes a member active, as a membership does; afterwards
 * drop-in (seen in a live export). What a member without any pass is called is unverified.
 */
export function currentMembers({ store, clock }: Pick<House, 'store' | 'clock'>): Member[] {
  const today = seattleDay(clock.now())
  const paying = currentMemberships({ store, clock }).filter(
    (each) => each.calculatedStatus === 'active'
  )
  const holding = store.passes.filter(
    (pass) =>
      pass.grantActiveStatus &&
      pass.validFrom.slice(0, 10) <= today &&
      (pass.validTo === null || today <= pass.validTo.slice(0, 10))
  )
  const active = new Set([...paying, ...holding].map(({ member }) => member))
  return store.members.map((member) => {
    const status = active.has(member._id) ? 'active' : 'drop-in'
    return { ...member, status, calculatedStatus: status }
  })
}

/** Day passes, stored as sent: nothing is inherited from a plan, and a missing field stays empty. */
import type { Context, Hono } from 'hono'
import { business, invalid, notFound } from './errors.ts'
import type { House } from './index.ts'
import { list } from './lists.ts'
import type { Pass } from './records.ts'
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

const SCOPE = 'flex.space.passes'

/** validFrom and count are required by v1's reference page; the other checks are unverified. */
const RULES: Rules = {
  member: [true, isText, 'must be a string'],
  count: [
    true,
    (value) => Number.isInteger(value) && Number(value) > 0,
    'must be a positive number',
  ],
  validFrom: [true, isDate, 'must be a valid ISO 8601 date string'],
  validTo: [false, isDate, 'must be a valid ISO 8601 date string'],
  type: [false, isText, 'must be a string'],
  intervalLength: [
    false,
    (value) => value === 'once' || value === 'month',
    'must be one of the following values: once, month',
  ],
  grantActiveStatus: [false, isTrueOrFalse, 'must be a boolean value'],
}

export function passRoutes(app: Hono, house: House): void {
  app.get('/passes', (c) => {
    house.tokens.check(c, SCOPE, 'read')
    return list(c, house.store.passes)
  })
  app.get('/passes/:id', (c) => {
    house.tokens.check(c, SCOPE, 'read')
    return c.json(find(house, c.req.param('id')))
  })
  app.post('/passes', (c) => createPasses(c, house))
  app.delete('/passes/:id', (c) => {
    house.tokens.check(c, SCOPE, 'delete')
    const pass = find(house, c.req.param('id'))
    house.store.passes = house.store.passes.filter((each) => each !== pass)
    // 200 with the deleted object, then 404: seen in tests of v2.
    return c.json(pass)
  })
}

function find({ store }: House, id: string): Pass {
  const pass = store.passes.find((each) => each._id === id)
  if (!pass) throw notFound(id)
  return pass
}

async function createPasses(c: Context, house: House): Promise<Response> {
  house.tokens.check(c, SCOPE, 'create')
  const asked = await bodies(c)
  for (const fields of asked) {
    check(fields, RULES)
    const known = house.store.members.some((member) => member._id === fields.member)
    // The words are unverified, by analogy with "Specified plan was not found".
    if (!isId(fields.member) || !known) throw business('Specified member was not found')
    if (fields.validTo && isoDate(fields.validTo) < isoDate(fields.validFrom)) {
      throw invalid(['validTo should not be before validFrom'])
    }
  }
  const made = asked.map((fields) => build(fields, house.clock.now()))
  house.store.passes.push(...made)
  return c.json(made, 201)
}

/**
 * "All fields must be passed explicitly. The API does NOT inherit settings from the OfficeRnD plan
 * configuration", the documents. What a missing one becomes is a guess, and a useless one on
 * purpose: the documents name type "membership" as the wrong one.
 */
function build(fields: Fields, now: number): Pass {
  const at = new Date(now).toISOString()
  return {
    _id: newId(now),
    member: String(fields.member),
    team: null,
    organization: SANDBOX_ORGANIZATION,
    count: Number(fields.count),
    // A manually added pass is not consumed at check-in (help article 248634).
    used: 0,
    type: (fields.type as string) ?? 'membership',
    intervalLength: (fields.intervalLength as string) ?? 'once',
    validFrom: isoDate(fields.validFrom),
    validTo: fields.validTo ? isoDate(fields.validTo) : null,
    grantActiveStatus: fields.grantActiveStatus === true,
    status: 'valid',
    createdAt: at,
    modifiedAt: at,
  }
}

/** Plans, offices and check-ins. */
import type { Context, Hono } from 'hono'
import { seattleDay } from '../seattle.ts'
import { invalid, notFound } from './errors.ts'
import type { House } from './index.ts'
import { list } from './lists.ts'
import type { Checkin, Plan } from './records.ts'
import { newId } from './seed-data.ts'
import { bodies, isDate, isoDate } from './validation.ts'

export function houseRoutes(app: Hono, house: House): void {
  app.get('/plans', (c) => {
    house.tokens.check(c, 'flex.billing.plans', 'read')
    return list(c, house.store.plans)
  })
  app.get('/plans/:id', (c) => {
    house.tokens.check(c, 'flex.billing.plans', 'read')
    return c.json(findPlan(house, c.req.param('id')))
  })
  app.patch('/plans/:id', (c) => changePlan(c, house))
  app.get('/offices', (c) => {
    house.tokens.check(c, 'flex.space.locations', 'read')
    return list(c, house.store.offices)
  })
  app.get('/checkins', (c) => {
    house.tokens.check(c, 'flex.community.checkins', 'read')
    return list(c, house.store.checkins)
  })
  app.post('/checkins/:memberId', (c) => checkIn(c, house))
}

function findPlan({ store }: House, id: string): Plan {
  const plan = store.plans.find((each) => each._id === id)
  if (!plan) throw notFound(id)
  return plan
}

/** Sandbox only: what staff do in the admin screens, so that nobody needs a token for it. */
async function changePlan(c: Context, house: House): Promise<Response> {
  const plan = findPlan(house, c.req.param('id') ?? '')
  const [change] = await bodies(c)
  const period = change?.passesValidityPeriod as Partial<Plan['passesValidityPeriod']> | undefined
  const intervalCount = period?.intervalCount ?? change?.intervalCount
  if (!Number.isInteger(intervalCount)) throw invalid(['intervalCount must be a whole number'])
  plan.passesValidityPeriod.intervalCount = Number(intervalCount)
  return c.json(plan)
}

/** start defaults to now and office to the member's (official reference of v1). */
async function checkIn(c: Context, house: House): Promise<Response> {
  house.tokens.check(c, 'flex.community.checkins', 'create')
  const { store, clock } = house
  const id = c.req.param('memberId') ?? ''
  const member = store.members.find((each) => each._id === id)
  if (!member) throw notFound(id)
  const [fields = {}] = await bodies(c)
  if (fields.start !== undefined && !isDate(fields.start)) {
    throw invalid(['start must be a valid ISO 8601 date string'])
  }
  const start = fields.start === undefined ? clock.now() : Date.parse(isoDate(fields.start))
  const today = seattleDay(start)
  // Which pass a check-in names, if any, is unverified: here the first that covers the day.
  const pass = store.passes.find(
    (each) =>
      each.member === id &&
      each.validFrom.slice(0, 10) <= today &&
      (each.validTo === null || today <= each.validTo.slice(0, 10))
  )
  const checkin: Checkin = {
    _id: newId(clock.now()),
    member: id,
    office: typeof fields.office === 'string' ? fields.office : member.office,
    pass: pass?._id ?? null,
    start: new Date(start).toISOString(),
    end: null,
    createdAt: new Date(clock.now()).toISOString(),
  }
  store.checkins.push(checkin)
  return c.json([checkin], 201)
}

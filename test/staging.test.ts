/** Staging against production, binding by binding, because wrangler deploys an environment that lacks some. */
import { expect, test } from 'vitest'
import { parseList, parsePairs } from '../src/core/settings.ts'
import { unconfirmed } from '../tools/doctor/house.ts'
import { readSettings } from '../tools/doctor/settings.ts'
import { readWorkerConfig, type WorkerConfig, type WorkerName } from '../tools/worker-config.ts'
import { settingsOf } from './simulation/settings.ts'

const WORKERS: WorkerName[] = ['checkout', 'bookings']

/** Vars in which staging differs from production; every other one must be tried as it will be used. */
const OWN_VARS = [
  ...['ALLOWED_ORIGINS', 'SITE_URL', 'TEAM_EMAILS', 'OFFICERND_URL', 'UNCONFIRMED'],
  ...['STRIPE_PRICES', 'STRIPE_INITIATION_PRODUCT', 'OFFICERND_OFFICE', 'OFFICERND_PLANS'],
  ...['ROOM_CALENDARS', 'MAILERSEND_DOMAIN_ID', 'MAIL_FROM', 'TRUSTED_ADDRESSES', 'HEARTBEAT_URL'],
]

/** Compared by tests of their own; the rest must be equal. */
const NAMES = ['name', 'targetEnvironment', 'vars', 'workflows', 'ratelimits', 'services']

const CHOSEN_BY_US = {
  ALLOWED_ORIGINS: 'https://staging.labourtemple.com',
  SITE_URL: 'https://staging.labourtemple.com',
  TEAM_EMAILS: 'chris@hundredacre.design',
  OFFICERND_URL: 'https://app.officernd.com/api/v1/organizations/labour-temple-staging',
}

const both = (worker: WorkerName): [WorkerConfig, WorkerConfig] => [
  readWorkerConfig(worker),
  readWorkerConfig(worker, 'staging'),
]
const varsOf = ({ vars }: WorkerConfig) => vars
const without = (name: string, rows: readonly object[]) =>
  rows.map((row) => ({ ...row, [name]: undefined }))

test.each(WORKERS)('staging of %s has every var of production, and no other', (worker) => {
  const [production, staging] = both(worker)
  expect(Object.keys(varsOf(staging))).toEqual(Object.keys(varsOf(production)))
})

test.each(WORKERS)('staging of %s has the same values, but for what is its own', (worker) => {
  const [production, staging] = both(worker).map(varsOf)
  const differing = Object.keys(production ?? {}).filter((name) => {
    return production?.[name] !== staging?.[name] && !OWN_VARS.includes(name)
  })
  expect(differing).toEqual([])
})

test.each(WORKERS)('staging of %s has the same bindings, secrets and all else', (worker) => {
  const [production, staging] = both(worker)
  const compared = Object.keys(production).filter((key) => !NAMES.includes(key))
  for (const key of compared as (keyof WorkerConfig)[])
    expect(staging[key], key).toEqual(production[key])
  expect(staging.durable_objects.bindings.length).toBeGreaterThan(5)
  expect(staging.secrets.required.length).toBeGreaterThan(5)
  expect(staging.name).toBe(`${production.name}-staging`)
})

test.each(WORKERS)('the workflows of %s in staging have names of their own', (worker) => {
  const [production, staging] = both(worker)
  expect(without('name', staging.workflows)).toEqual(without('name', production.workflows))
  expect(staging.workflows.map(({ name }) => name)).toEqual(
    production.workflows.map(({ name }) => `${name}-staging`)
  )
})

test.each(WORKERS)('service bindings of %s in staging lead to the Workers of staging', (worker) => {
  const [production, staging] = both(worker)
  expect(staging.services).toEqual(
    production.services.map((one) => ({ ...one, service: `${one.service}-staging` }))
  )
})

test('no two rate limits share a count, and all have the same figures', () => {
  const all = WORKERS.flatMap(both)
  const limits = all.flatMap(({ ratelimits }) => ratelimits)
  expect(new Set(limits.map(({ namespace_id: id }) => id)).size).toBe(all.length)
  expect(new Set(limits.map(({ name, simple }) => JSON.stringify([name, simple]))).size).toBe(1)
})

test.each(WORKERS)('staging of %s touches nothing of production', (worker) => {
  const [production = {}, staging = {}] = both(worker).map(varsOf)
  const shared = (name: string) => {
    const theirs = parseList(production[name] ?? '')
    return parseList(staging[name] ?? '').filter((one) => theirs.includes(one))
  }
  expect(shared('ALLOWED_ORIGINS')).toEqual([])
  expect(staging.SITE_URL).not.toBe(production.SITE_URL)
  for (const name of ['ROOM_CALENDARS', 'STRIPE_PRICES', 'OFFICERND_PLANS']) {
    const theirs = Object.values(parsePairs(production[name] ?? ''))
    for (const id of Object.values(parsePairs(staging[name] ?? '')))
      expect(theirs, name).not.toContain(id)
  }
  if (worker === 'checkout') expect(staging.OFFICERND_URL).not.toBe(production.OFFICERND_URL)
})

test.each(WORKERS)(
  'what we chose for staging of %s is unconfirmed until the house says',
  (worker) => {
    const staging = varsOf(readWorkerConfig(worker, 'staging'))
    const names = parseList(staging.UNCONFIRMED ?? '')
    for (const [name, value] of Object.entries(CHOSEN_BY_US))
      if (staging[name] === value) expect(names).toContain(name)
  }
)

test.each(WORKERS)('tests and the doctor read production of %s as wrangler does', (worker) => {
  const vars = varsOf(readWorkerConfig(worker))
  expect(settingsOf<WorkerConfig['vars']>(worker)).toMatchObject(vars)
  expect(readSettings(worker, {})).toMatchObject({
    vars,
    name: `labour-temple-${worker}`,
    webhookUrl: `https://labour-temple-${worker}.labourtemple.workers.dev/webhook`,
  })
})

test.each(WORKERS)('with CLOUDFLARE_ENV=staging the doctor reads staging of %s', (worker) => {
  expect(readSettings(worker, { CLOUDFLARE_ENV: 'staging' })).toMatchObject({
    vars: varsOf(readWorkerConfig(worker, 'staging')),
    name: `labour-temple-${worker}-staging`,
    webhookUrl: `https://labour-temple-${worker}-staging.labourtemple.workers.dev/webhook`,
  })
})

test('an environment that the TOML does not have is refused, not read as production', () => {
  expect(() => readWorkerConfig('checkout', 'stagin')).toThrow(/stagin/)
})

test.each(WORKERS)('the doctor has a question of its own for each setting of %s', (worker) => {
  for (const environment of [{}, { CLOUDFLARE_ENV: 'staging' }]) {
    const findings = unconfirmed(readSettings(worker, environment))
    expect(findings.filter(({ words }) => words.endsWith('ask the house'))).toEqual([])
  }
})

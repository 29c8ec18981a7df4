/** Whether OfficeRnD takes the keys, the scopes reach far enough, and the plans are there. */
import { officerndFor, tokenFor } from '../../src/clients/checkout-clients.ts'
import type { Fetch } from '../../src/clients/http.ts'
import { parseList, parsePairs } from '../../src/core/settings.ts'
import { VendorError } from '../../src/core/vendor-error.ts'
import { PLAN_CONFIG } from '../../src/memberships/rules/plans.ts'
import { PRODUCT_CONFIG } from '../../src/passes/rules/catalog.ts'
import { probes } from './officernd-probes.ts'
import { type Finding, notAsked, ok, type Settings, secretsOf, toAsk, wrong } from './settings.ts'

/** What the code does there, and the scope each of it takes; v1's own two cover everything. */
const NEEDED: Record<string, string> = {
  'flex.community.members.read': 'finding members',
  'flex.community.members.create': 'making members',
  'flex.community.memberships.read': 'finding memberships',
  'flex.community.memberships.create': 'giving memberships',
  'flex.community.memberships.update': 'ending memberships',
  'flex.space.passes.read': 'finding day passes',
  'flex.space.passes.create': 'making day passes',
  'flex.space.passes.delete': 'taking back refunded day passes',
  'flex.community.checkins.read': 'telling used day passes from unused ones',
  'flex.billing.plans.read': 'reading the plans',
}
const V1_SCOPES = ['officernd.api.read', 'officernd.api.write']

const READS = ['/members', '/memberships', '/passes', '/checkins', '/plans']

export async function officernd(settings: Settings, fetcher: Fetch): Promise<Finding[]> {
  const secrets = secretsOf(settings, 'OFFICERND_CLIENT_ID', 'OFFICERND_CLIENT_SECRET')
  if (!secrets) return [notAsked('OfficeRnD: its client id or secret is missing')]
  const { vars } = settings
  const env = {
    ...secrets,
    OFFICERND_URL: vars.OFFICERND_URL ?? '',
    OFFICERND_TOKEN_URL: vars.OFFICERND_TOKEN_URL ?? '',
    OFFICERND_SCOPES: vars.OFFICERND_SCOPES ?? '',
    OFFICERND_OFFICE: vars.OFFICERND_OFFICE ?? '',
  }
  let token: string
  try {
    token = (await tokenFor(env, Date.now(), fetcher)).token
  } catch (error) {
    return [refused(error)]
  }
  const client = officerndFor(
    env,
    { token: async () => token, refresh: async () => token },
    fetcher
  )
  const reads = await Promise.all(
    READS.map((path) => readable(fetcher, env.OFFICERND_URL + path, path, token))
  )
  return [
    ok('OfficeRnD takes the client id, the secret and every scope that is asked for'),
    ...scopes(env.OFFICERND_SCOPES),
    ...reads,
    ...(await probes(fetcher, env.OFFICERND_URL, token)),
    ...(await plans(client, parsePairs(vars.OFFICERND_PLANS ?? ''))),
  ]
}

/** One scope that the app does not own fails the whole request. */
function refused(error: unknown): Finding {
  const status = error instanceof VendorError ? error.status : null
  if (status === 401) return wrong('OfficeRnD refuses the client id or its secret (401)')
  if (status === 400)
    return wrong('OfficeRnD refuses OFFICERND_SCOPES (400): the app does not own one of them')
  return wrong(`OfficeRnD gives no token (${status ?? 'no answer'})`)
}

/** The documents name four: members and memberships, to read and to create. The code does more. */
function scopes(asked: string): Finding[] {
  const said = parseList(asked)
  if (V1_SCOPES.every((one) => said.includes(one))) return [ok('OFFICERND_SCOPES: v1’s own two')]
  const missing = Object.entries(NEEDED).filter(([scope]) => !said.includes(scope))
  if (missing.length === 0)
    return [ok(`OFFICERND_SCOPES: all ${Object.keys(NEEDED).length} are there`)]
  return missing.map(([scope, what]) => wrong(`OFFICERND_SCOPES lacks ${scope}, for ${what}`))
}

async function readable(
  fetcher: Fetch,
  url: string,
  path: string,
  token: string
): Promise<Finding> {
  const headers = { authorization: `Bearer ${token}` }
  const status = await fetcher(`${url}?$limit=1`, { headers }).then(
    ({ status }) => status,
    () => 'no answer'
  )
  return status === 200
    ? ok(`OfficeRnD lets us read ${path}`)
    : wrong(`OfficeRnD does not let us read ${path} (${status})`)
}

type Client = ReturnType<typeof officerndFor>

async function plans(client: Client, ids: Record<string, string>): Promise<Finding[]> {
  const found: Finding[] = []
  for (const { slug } of Object.values(PLAN_CONFIG)) {
    const id = ids[slug]
    if (!id) found.push(toAsk(`plan of ${slug}: OFFICERND_PLANS has none`))
    else found.push(planFinding(slug, id, await validity(client, id)))
  }
  for (const { name, officerndPlanId: id } of Object.values(PRODUCT_CONFIG)) {
    const months = await validity(client, id)
    const says = `plan of ${name}: passesValidityPeriod.intervalCount is ${months}`
    if (typeof months === 'string') found.push(planFinding(name, id, months))
    else if (months === null) found.push(toAsk(VALIDITY_NOT_SAID(name)))
    else found.push(months < 1 ? wrong(`${says}; the kiosk refuses every pass`) : ok(says))
  }
  return found
}

const VALIDITY_NOT_SAID = (name: string) =>
  `plan of ${name}: OfficeRnD does not say its passesValidityPeriod; is it 12 months in the admin screens? At 0 the kiosk refuses every pass`

function planFinding(name: string, id: string, months: number | string | null): Finding {
  return typeof months !== 'string'
    ? ok(`plan of ${name}: ${id}`)
    : wrong(`plan of ${name}: OfficeRnD does not show ${id} (${months})`)
}

/** In months, `null` when the plan does not say it, or in words why it cannot be read. */
async function validity(client: Client, id: string): Promise<number | string | null> {
  try {
    return await client.planValidity(id)
  } catch (error) {
    return error instanceof VendorError ? String(error.status ?? 'no answer') : 'unreadable'
  }
}

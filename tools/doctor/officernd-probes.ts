/** Read-only questions whose answers the code relies on: filters that filter, fields by their names. */
import * as z from 'zod/mini'
import type { Fetch } from '../../src/clients/http.ts'
import { type Finding, ok, wrong } from './settings.ts'

/** No record has this id, and no mail reaches this address. */
const NO_MEMBER = '000000000000000000000000'
const NOBODY = 'nobody@labourtemple.invalid'

const ListShape = z.array(z.record(z.string(), z.unknown()))

/** Each may be called by either name (`src/clients/officernd/passes.ts`). */
const PASS_FIELDS = [
  ['_id'],
  ['member'],
  ['validFrom'],
  ['validTo'],
  ['type', 'resourceType'],
  ['grantActiveStatus', 'shouldGrantActiveStatus'],
]

type Ask = (path: string) => Promise<Record<string, unknown>[] | null>

export async function probes(fetcher: Fetch, url: string, token: string): Promise<Finding[]> {
  const ask: Ask = async (path) => {
    try {
      const headers = { authorization: `Bearer ${token}` }
      const answer = await fetcher(url + path, { headers })
      return answer.ok ? (ListShape.safeParse(await answer.json()).data ?? null) : null
    } catch {
      return null
    }
  }
  return Promise.all([
    isEmpty(ask, `/passes?member=${NO_MEMBER}`, 'passes are found by member'),
    isEmpty(ask, `/members?email=${NOBODY}`, 'members are found by e-mail address'),
    passFields(ask),
  ])
}

/** A filter that is ignored shows strangers' records; the code compares each, and finds nothing. */
async function isEmpty(ask: Ask, path: string, words: string): Promise<Finding> {
  const rows = await ask(path)
  if (!rows) return wrong(`OfficeRnD gives no list for ${path}: the code relies on it`)
  return rows.length === 0
    ? ok(`OfficeRnD: ${words}`)
    : wrong(
        `OfficeRnD ignores the filter of ${path} (${rows.length} records): nobody would be found`
      )
}

async function passFields(ask: Ask): Promise<Finding> {
  const [pass] = (await ask('/passes?$limit=1')) ?? []
  if (!pass) return ok('fields of a pass: there is no pass yet that shows them')
  const missing = PASS_FIELDS.filter((names) => !names.some((name) => name in pass))
  return missing.length === 0
    ? ok('fields of a pass: all have names that the code knows')
    : wrong(
        `fields of a pass: ${missing.map((names) => names.join(' or ')).join(', ')} not there; each new pass would be an alert`
      )
}

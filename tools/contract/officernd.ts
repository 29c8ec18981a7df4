/** What the code relies on at OfficeRnD; read-only but for one pass, which is made and deleted when that is asked for. */
import { type OfficerndKeys, tokenFor } from '../../src/clients/checkout-clients.ts'
import type { Fetch } from '../../src/clients/http.ts'
import { VendorError } from '../../src/core/vendor-error.ts'
import { PRODUCT_CONFIG } from '../../src/passes/rules/catalog.ts'
import { type Answer, type Asked, askAll, type Question } from './question.ts'

/** No record has this id, and no mail reaches this address. */
const NONE = '000000000000000000000000'
const NOBODY = 'nobody@labourtemple.invalid'

/** A day long ago: the pass opens no door, and is no sale of any day. */
const PASS_DAY = '2020-01-01T00:00:00.000Z'

type Fields = Record<string, unknown>

interface Organisation {
  ask(method: string, path: string, body?: object): Promise<{ status: number; json: unknown }>
  /** Whose pass is made and deleted; `null`: none is made. */
  memberId: string | null
}

const rowsOf = (json: unknown): Fields[] => (Array.isArray(json) ? json : [])
const shapeOf = (json: unknown) =>
  Array.isArray(json) ? 'a list' : json && typeof json === 'object' ? 'an object' : typeof json
const nameIn = (row: Fields | undefined, ...names: string[]) =>
  row === undefined ? 'no record yet' : (names.find((name) => name in row) ?? 'none of the known')

async function listed({ ask }: Organisation, path: string): Promise<Answer> {
  const { status, json } = await ask('GET', path)
  return { status, answer: shapeOf(json), records: rowsOf(json).length }
}

export const OFFICERND_QUESTIONS: readonly Question<Organisation>[] = [
  {
    key: 'passes by member',
    asks: '/passes?member= of an id that nobody has',
    answer: (house) => listed(house, `/passes?member=${NONE}`),
  },
  {
    key: 'members by address',
    asks: '/members?email= of an address that nobody has',
    answer: (house) => listed(house, `/members?email=${NOBODY}`),
  },
  {
    key: 'memberships by member',
    asks: '/memberships?member= of an id that nobody has',
    answer: (house) => listed(house, `/memberships?member=${NONE}`),
  },
  {
    key: 'limit',
    asks: 'whether $limit=1 gives one record',
    async answer({ ask }) {
      const { status, json } = await ask('GET', '/members?$limit=1')
      return { status, answer: shapeOf(json), 'at most one': rowsOf(json).length <= 1 }
    },
  },
  {
    key: 'fields of a pass',
    asks: 'by which names a pass says what it is',
    async answer({ ask }) {
      const [pass] = rowsOf((await ask('GET', '/passes?$limit=1')).json)
      return {
        id: nameIn(pass, '_id'),
        member: nameIn(pass, 'member'),
        'first day': nameIn(pass, 'validFrom'),
        'last day': nameIn(pass, 'validTo'),
        type: nameIn(pass, 'type', 'resourceType'),
        status: nameIn(pass, 'grantActiveStatus', 'shouldGrantActiveStatus'),
      }
    },
  },
  {
    key: 'plan of the day pass',
    asks: 'whether the plan carries its validity',
    async answer({ ask }) {
      const id = PRODUCT_CONFIG['day-pass']?.officerndPlanId ?? NONE
      const { status, json } = await ask('GET', `/plans/${id}`)
      const validity = (json as Fields | null)?.passesValidityPeriod as Fields | undefined
      return {
        status,
        passesValidityPeriod: validity ? nameIn(validity, 'intervalCount') : 'absent',
      }
    },
  },
  {
    key: 'unknown member',
    asks: '/members/:id of an id that nobody has',
    async answer({ ask }) {
      return { status: (await ask('GET', `/members/${NONE}`)).status }
    },
  },
]

/** The one question that writes. What it makes is deleted, whatever happens in between. */
const makingPass = (left: string[]): Question<Organisation> => ({
  key: 'a pass',
  asks: 'making a pass, finding it by its member, deleting it',
  async answer({ ask, memberId }) {
    const made = await ask('POST', '/passes', {
      ...{ member: memberId, count: 1, type: 'hotdesk', intervalLength: 'once' },
      ...{ grantActiveStatus: true, validFrom: PASS_DAY, validTo: PASS_DAY },
    })
    const [row = made.json as Fields | null] = rowsOf(made.json)
    const id = typeof row?._id === 'string' ? row._id : null
    const find = async () => rowsOf((await ask('GET', `/passes?member=${memberId}`)).json)
    const known = await find().catch((): Fields[] => [])
    const deleted = id ? await ask('DELETE', `/passes/${id}`).catch(() => null) : null
    const isMade = made.status >= 200 && made.status < 300
    if (isMade && !(deleted && deleted.status < 300))
      left.push(`pass ${id ?? 'without an id'} of member ${memberId}, 2020-01-01`)
    return {
      status: made.status,
      answer: shapeOf(made.json),
      'first day': row?.validFrom === PASS_DAY ? 'as it was sent' : 'another',
      'found by its member': known.some((one) => one._id === id),
      deleted: deleted?.status ?? 'no answer',
    }
  },
})

const failure = (error: unknown) =>
  error instanceof VendorError ? String(error.status ?? 'no answer') : 'no answer'

/**
 * `memberId`: a member of the team, for the question that writes; `null` asks it not.
 * @throws Error when OfficeRnD gives no token.
 */
export async function askOfficernd(
  env: OfficerndKeys,
  memberId: string | null,
  fetcher: Fetch
): Promise<Asked> {
  const { token } = await tokenFor(env, Date.now(), fetcher).catch((error) => {
    throw new Error(`OfficeRnD gives no token (${failure(error)}): npm run doctor says why.`)
  })
  const ask: Organisation['ask'] = async (method, path, body) => {
    const answer = await fetcher(env.OFFICERND_URL + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, json: parsed(await answer.text()) }
  }
  const left: string[] = []
  const questions =
    memberId === null ? OFFICERND_QUESTIONS : [...OFFICERND_QUESTIONS, makingPass(left)]
  return { answers: await askAll(questions, { ask, memberId }, failure), left }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text === '' ? null : text
  }
}

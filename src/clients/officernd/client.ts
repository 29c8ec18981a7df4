/**
 * Client of OfficeRnD's v1 API. It has no idempotency keys, so search before you create.
 *
 * The API is documented in parts only, so nothing that it answers is taken for granted:
 * - A success after a POST means that the record exists, whatever the answer looks like (`Created`).
 * - A list is compared with what was asked for, row by row, because an unknown query parameter is
 *   ignored; it is read to its last page, so that a missing record is really missing.
 * - A field that is missing, `null`, renamed or of another type is "not said". Each function says what
 *   that leads to. An answer that is not the documented list or object is an UnreadableAnswer.
 */
import type * as z from 'zod/mini'
import { UnreadableAnswer, VendorError } from '../../core/vendor-error.ts'
import type { TokenSource } from '../access-token.ts'
import { type Fetch, request } from '../http.ts'
import { eachOf, lists, type ReadPage } from './lists.ts'
import { members } from './members.ts'
import { memberships } from './memberships.ts'
import { passes } from './passes.ts'
import { plans } from './plans.ts'
import { createdFrom, type Method, type Requests } from './read.ts'

export interface OfficerndConfig {
  /** Including the organisation: `https://app.officernd.com/api/v1/organizations/labour-temple`. */
  url: string
  tokenUrl: string
  scopes: string
  clientId: string
  clientSecret: string
  /** Id of the location. v1 clients send it with every new member and membership. */
  officeId: string
}

export type Officernd = ReturnType<typeof createOfficernd>

const VENDOR = 'officernd'

/** Pages of one person's list, 100 records each. It has one page, unless its filter is ignored. */
const MAX_PAGES = 40

export function createOfficernd(config: OfficerndConfig, fetcher: Fetch, tokens: TokenSource) {
  async function call(method: Method, path: string, body?: object): Promise<Response> {
    const send = (token: string) =>
      request(fetcher, {
        vendor: VENDOR,
        method,
        url: config.url + path,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
    const token = await tokens.token()
    try {
      return await send(token)
    } catch (error) {
      // A 401 means that nothing was done. The token may have expired, so try once with a new one.
      if (!(error instanceof VendorError && error.status === 401)) throw error
      return send(await tokens.refresh(token))
    }
  }

  const readPage: ReadPage = async (shape, path) => {
    const response = await call('GET', path)
    const items = await parse(shape, response, `GET ${path.split('?')[0]}`)
    return { items, next: response.headers.get('rnd-cursor-next') }
  }
  const requests: Requests = {
    async read(shape, path, body, method = 'GET') {
      return parse(shape, await call(method, path, body), `${method} ${path.split('?')[0]}`)
    },
    async list(shape, path) {
      const found: z.infer<typeof shape>[] = []
      const ended = await eachOf(readPage, shape, path, (one) => found.push(one), MAX_PAGES)
      if (!ended) throw new UnreadableAnswer(VENDOR, `GET ${path.split('?')[0]} (too many pages)`)
      return found
    },
    async create(shape, path, body) {
      const response = await call('POST', path, body)
      return createdFrom(shape, await response.json().catch(() => null))
    },
  }

  return {
    ...members(requests, config.officeId),
    ...passes(requests),
    ...plans(requests),
    ...memberships(requests, config.officeId),
    ...lists(readPage),
  }
}

async function parse<T>(
  shape: z.ZodMiniType<T>,
  response: Response,
  operation: string
): Promise<T> {
  const json: unknown = await response.json().catch(() => undefined)
  const parsed = shape.safeParse(json)
  if (parsed.success) return parsed.data
  throw new UnreadableAnswer(VENDOR, operation, parsed.error)
}

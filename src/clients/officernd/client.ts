/** Client of OfficeRnD's v1 API. It has no idempotency keys, so search before you create. */
import type * as z from 'zod/mini'
import { VendorError } from '../../core/vendor-error.ts'
import type { TokenSource } from '../access-token.ts'
import { type Fetch, requestPage } from '../http.ts'
import { lists, type ReadPage } from './lists.ts'
import { members } from './members.ts'
import { memberships } from './memberships.ts'
import { passes } from './passes.ts'
import type { Method, Read } from './read.ts'

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

export function createOfficernd(config: OfficerndConfig, fetcher: Fetch, tokens: TokenSource) {
  async function call(method: Method, path: string, body?: object) {
    const send = (token: string) =>
      requestPage(fetcher, {
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

  const read: Read = async (shape, path, body, method = body ? 'POST' : 'GET') => {
    const { json } = await call(method, path, body)
    return parseResponse(shape, json, `${method} ${path.split('?')[0]}`)
  }
  const readPage: ReadPage = async (shape, path) => {
    const { json, headers } = await call('GET', path)
    const items = parseResponse(shape, json, `GET ${path.split('?')[0]}`)
    return { items, next: headers.get('rnd-cursor-next') }
  }

  return {
    ...members(read, config.officeId),
    ...passes(read),
    ...memberships(read, config.officeId),
    ...lists(readPage),
  }
}

function parseResponse<T>(shape: z.ZodMiniType<T>, json: unknown, operation: string): T {
  const parsed = shape.safeParse(json)
  if (parsed.success) return parsed.data
  throw new VendorError(VENDOR, operation, null, parsed.error)
}

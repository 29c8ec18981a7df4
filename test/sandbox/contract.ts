/** The vendors' stand-ins in this process, as `npm run contract` asks them. */
import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { type OfficerndKeys, officerndFor, tokenFor } from '../../src/clients/checkout-clients.ts'
import type { Fetch } from '../../src/clients/http.ts'
import { createSandbox } from './sandbox.ts'
import { varsOf } from './stack.ts'

/** No port is opened: requests go to the stand-ins directly. */
const PORTS = { sandbox: 1, checkout: 2, bookings: 3 }
const worker = { url: 'http://127.0.0.1:2', webhookSecret: 'whsec', cronUrl: '' }

/** `memberId`: a member of the stand-in of OfficeRnD. */
export async function openStandIn() {
  const sandbox = createSandbox({
    workers: () => ({ checkout: worker, bookings: worker }),
    webhookFetch: async () => new Response(),
    ...{ tokenLimit: false, mailLimit: false },
  })
  const secrets = parseEnv(readFileSync(new URL('checkout.env', import.meta.url), 'utf8'))
  const toml = readFileSync(new URL('../../wrangler.checkout.toml', import.meta.url), 'utf8')
  const [, scopes = ''] = /^OFFICERND_SCOPES = "(.*)"$/m.exec(toml) ?? []
  const environment = { ...secrets, ...varsOf(PORTS) }
  const fetcher: Fetch = (input, init) => sandbox.fetch(new Request(input, init))
  const keys = { ...environment, OFFICERND_SCOPES: scopes } as unknown as OfficerndKeys
  const { token } = await tokenFor(keys, Date.now(), fetcher)
  const tokens = { token: async () => token, refresh: async () => token }
  const person = { name: 'Ada Lovelace', email: 'ada@example.com', phone: '' }
  const { id } = await officerndFor(keys, tokens, fetcher).createMember(person, Date.now())
  return { sandbox, fetcher, environment, memberId: id ?? '' }
}

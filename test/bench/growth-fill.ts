/** Fills a sandbox with completed day-pass sales: payment, member and pass. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { type OfficerndKeys, officerndFor, tokenFor } from '../../src/clients/checkout-clients.ts'
import type { Fetch } from '../../src/clients/http.ts'
import { type Day, seattleDay } from '../../src/core/time.ts'
import { varsOf } from '../sandbox/stack.ts'
import type { Stage } from './environment.ts'
import { ROOT } from './names.ts'

interface Sold {
  day: Day
  email: string
  name: string
  memberId: string
  passId: string
}

const PRICE_CENTS = 5000

/** One sale every `apartMs`; `now` sets the vendors' clock. */
export async function fill(
  stage: Stage,
  sales: { count: number; fromMs: number; apartMs: number },
  now: (ms: number) => void
): Promise<void> {
  const officernd = openOfficernd(stage)
  const customer = await stripe(stage, '/customers', { email: 'many@example.com', name: 'Many' })
  for (let nth = 0; nth < sales.count; nth++) {
    const atMs = sales.fromMs + nth * sales.apartMs
    now(atMs)
    const day = seattleDay(atMs)
    const person = { name: `Visitor ${nth}`, email: `visitor-${nth}@example.com`, phone: '206' }
    const memberId = (await officernd.createMember(person, atMs)).id ?? ''
    const passId = (await officernd.createPass(memberId, day)).id ?? ''
    const sold = { ...person, day, memberId, passId }
    await stripe(stage, '/payment_intents', paymentOf(sold, customer))
  }
}

/** A successful payment. */
const paymentOf = ({ day, email, name, memberId, passId }: Sold, customer: string) => ({
  amount: String(PRICE_CENTS),
  currency: 'usd',
  customer,
  confirm: 'true',
  payment_method: 'pm_card_visa',
  'allowed_payment_method_types[0]': 'card',
  'metadata[track]': '3',
  'metadata[product]': 'day-pass',
  'metadata[customer_name]': name,
  'metadata[email]': email,
  'metadata[pass_date]': day,
  'metadata[member_id]': memberId,
  'metadata[pass_member_id]': memberId,
  'metadata[pass_id]': passId,
  'metadata[attempt_id]': crypto.randomUUID(),
  'metadata[outcome]': 'granted',
})

/** Not over the network: the sandbox is in this process. */
const inside =
  ({ sandbox }: Stage): Fetch =>
  (input, init) =>
    sandbox.fetch(new Request(input, init))

/** A token lives an hour on the vendors' clock, and is then renewed. */
function openOfficernd(stage: Stage) {
  const env = {
    OFFICERND_SCOPES: 'flex.community.members.create flex.space.passes.create',
    ...varsOf(stage.ports),
    ...parseEnv(readFileSync(join(ROOT, 'test/sandbox/checkout.env'), 'utf8')),
  } as unknown as OfficerndKeys
  let token: string | undefined
  const signIn = async () => {
    const granted = await tokenFor(env, Date.now(), inside(stage))
    token = granted.token
    return token
  }
  const tokens = { token: async () => token ?? signIn(), refresh: signIn }
  return officerndFor(env, tokens, inside(stage))
}

async function stripe(stage: Stage, path: string, form: Record<string, string>): Promise<string> {
  const response = await inside(stage)(`${stage.sandbox.url}/stripe/v1${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk_test_sandbox' },
    body: new URLSearchParams(form),
  })
  const said = (await response.json()) as { id?: string }
  if (!response.ok || !said.id) throw new Error(JSON.stringify(said))
  return said.id
}

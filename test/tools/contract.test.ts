/** `npm run contract`, with the stand-ins in the place of the vendors too. */
import { expect, test } from 'vitest'
import type { Fetch } from '../../src/clients/http.ts'
import {
  type Recorded,
  type Run,
  record,
  runContract,
  type VendorName,
} from '../../tools/contract/run.ts'
import { askStripe } from '../../tools/contract/stripe.ts'
import { openStandIn } from '../sandbox/contract.ts'

const NOTHING: Recorded = { stripe: {}, officernd: {}, mailersend: {} }

async function open(vendor: VendorName, more: Partial<Run> = {}) {
  const standIn = await openStandIn()
  const run: Run = {
    ...{ vendor, standIn, environment: {}, memberId: null, recorded: NOTHING, day: '2026-05-04' },
    fetcher: () => Promise.reject(new Error('the vendor was asked')),
    ...more,
  }
  return { standIn, run }
}

/** A second stand-in, asked as the vendor. */
async function vendor(change: (fetcher: Fetch) => Fetch = (fetcher) => fetcher) {
  const { sandbox, fetcher, environment, memberId } = await openStandIn()
  const requests: string[] = []
  const counted: Fetch = (input, init) => {
    requests.push(`${init.method ?? 'GET'} ${new URL(input).pathname}`)
    return fetcher(input, init)
  }
  return { sandbox, environment, memberId, requests, fetcher: change(counted) }
}

const text = (lines: readonly string[]) => lines.join('\n')

type Made = {
  id: string
  metadata?: Record<string, string> | null
  status?: string
  active?: boolean
}

/** What a run has made at Stripe, and not cleaned up. */
async function leftIn(sandbox: Awaited<ReturnType<typeof vendor>>['sandbox'], fetcher: Fetch) {
  const { stripe } = sandbox.state() as unknown as { stripe: Record<string, Made[]> }
  const own = (kind: string) => (stripe[kind] ?? []).filter(({ metadata }) => metadata?.contract)
  const isThere = async (kind: string, { id }: Made) => {
    const headers = { authorization: 'Bearer sk_test_sandbox' }
    const answer = await fetcher(`http://127.0.0.1:1/stripe/v1/${kind}/${id}`, { headers })
    return answer.ok && !((await answer.json()) as { deleted?: boolean }).deleted
  }
  const stillThere = async (kind: string) => {
    const all = await Promise.all(own(kind).map((one) => isThere(kind, one)))
    return own(kind).filter((_, nth) => all[nth])
  }
  const isOpen = ({ status }: Made) => status?.startsWith('requires_')
  const hasEnded = ({ status = '' }: Made) => ['canceled', 'incomplete_expired'].includes(status)
  return {
    made: own('customers').length,
    left: [
      ...(await stillThere('customers')),
      ...(await stillThere('coupons')),
      ...own('payment_intents').filter(isOpen),
      ...own('setup_intents').filter(isOpen),
      ...own('subscriptions').filter((one) => !hasEnded(one)),
      ...own('promotion_codes').filter(({ active }) => active),
    ].map(({ id }) => id),
  }
}

test('without a key the stand-in answers all 27 questions, and that none is recorded is said', async () => {
  const { run } = await open('stripe')
  const { lines, exitCode, asked } = await runContract(run)
  expect(lines.filter((line) => /^\d+: /.test(line))).toHaveLength(27)
  expect(text(lines)).not.toMatch(/ failed: /)
  expect(text(lines)).toContain('27 questions to stripe, 0 of 27 recorded.')
  expect(text(lines)).toContain('STRIPE_SECRET_KEY is not in the environment')
  expect([exitCode, asked]).toEqual([0, null])
})

test('a recorded answer that the stand-in does not give: exit 1, and both side by side', async () => {
  const answer = { status: 'processing', 'refund of half': 'accepted' }
  const recorded = record(NOTHING, 'stripe', { '21': answer }, '2026-05-01')
  const { run } = await open('stripe', { recorded })
  const { lines, exitCode } = await runContract(run)
  expect(exitCode).toBe(1)
  expect(text(lines)).toMatch(/≠ +refund of half: stand-in 400 .+ \| recorded accepted/)
  expect(text(lines)).toContain('1 of 27 recorded')
  expect(text(lines)).toContain('The stand-in answers otherwise: 21')
})

test.each(['sk_live_51abc', 'rk_live_51abc', 'pk_test_51abc', 'something'])(
  '%s is refused before anything is asked',
  async (key) => {
    const real = await vendor()
    const environment = { ...real.environment, STRIPE_SECRET_KEY: key }
    const { run } = await open('stripe', { environment, fetcher: real.fetcher })
    const asked: string[] = []
    const standIn = {
      ...run.standIn,
      fetcher: (input: string) => Promise.reject(new Error(String(asked.push(input)))),
    }
    await expect(runContract({ ...run, standIn })).rejects.toThrow('only with a key of test mode')
    expect([real.requests, asked]).toEqual([[], []])
  }
)

test('with a key both are asked, the answers agree, and nothing is left behind', async () => {
  const real = await vendor()
  const { run } = await open('stripe', { environment: real.environment, fetcher: real.fetcher })
  const { lines, exitCode, asked } = await runContract(run)
  expect(exitCode).toBe(0)
  expect(text(lines)).toMatch(/attached by itself: stand-in true \| asked now true/)
  expect(Object.keys(record(NOTHING, 'stripe', asked ?? {}, '2026-05-04').stripe)).toHaveLength(27)
  const { made, left } = await leftIn(real.sandbox, real.fetcher)
  expect(made).toBeGreaterThan(5)
  expect(left).toEqual([])
})

test('the vendor answers otherwise than the stand-in: exit 1', async () => {
  const real = await vendor((fetcher) => async (input, init) => {
    const answer = await fetcher(input, init)
    if (!input.includes('/payment_methods/')) return answer
    return new Response(
      (await answer.text()).replace(/"customer": ?"cus_\w+"/, '"customer": null'),
      answer
    )
  })
  const { run } = await open('stripe', { environment: real.environment, fetcher: real.fetcher })
  const { lines, exitCode } = await runContract(run)
  expect(exitCode).toBe(1)
  expect(text(lines)).toMatch(/≠ +attached by itself: stand-in true \| asked now false/)
})

test.each([
  ['no subscription can be made', /^POST .*\/v1\/subscriptions$/],
  ['no price can be made', /^POST .*\/v1\/prices$/],
  ['nothing is confirmed', /\/confirm$/],
])('%s: what was made is cleaned up all the same', async (_, match) => {
  const refused = Response.json(
    { error: { type: 'invalid_request_error', message: 'no' } },
    { status: 403 }
  )
  const real = await vendor(
    (fetcher) => async (input, init) =>
      match.test(`${init.method ?? 'GET'} ${new URL(input).pathname}`)
        ? refused.clone()
        : fetcher(input, init)
  )
  await askStripe('sk_test_contract', String(real.environment.STRIPE_URL), real.fetcher).then(
    ({ left }) => expect(left).toEqual([]),
    (error: Error) => expect(error.message).toContain('Left: nothing')
  )
  expect((await leftIn(real.sandbox, real.fetcher)).left).toEqual([])
})

test('what cannot be cleaned up is named, and the exit code is 1', async () => {
  const real = await vendor(
    (fetcher) => async (input, init) =>
      init.method === 'DELETE' && input.includes('/customers/')
        ? Response.json(
            { error: { type: 'invalid_request_error', message: 'no' } },
            { status: 403 }
          )
        : fetcher(input, init)
  )
  const { run } = await open('stripe', { environment: real.environment, fetcher: real.fetcher })
  const { lines, exitCode } = await runContract(run)
  expect(exitCode).toBe(1)
  expect(text(lines)).toMatch(/NOT CLEANED UP: customer cus_\w+: 403/)
})

test('OfficeRnD is only read, unless a pass is asked for', async () => {
  const real = await vendor()
  const { run } = await open('officernd', { environment: real.environment, fetcher: real.fetcher })
  const { lines, exitCode } = await runContract(run)
  expect(exitCode).toBe(0)
  expect(text(lines)).toContain('8 questions to officernd, 0 of 8 recorded.')
  expect(real.requests.filter((call) => !call.startsWith('GET '))).toEqual([
    'POST /officernd/oauth/token',
  ])
})

test.each([
  ['all goes well', () => false],
  ['it cannot be looked up', (method: string) => method === 'GET'],
])('with --write one pass is made and deleted, %s', async (_, isBroken) => {
  const real = await vendor(
    (fetcher) => (input, init) =>
      input.includes('/passes') && isBroken(init.method ?? 'GET')
        ? Promise.reject(new TypeError('fetch failed'))
        : fetcher(input, init)
  )
  const { run } = await open('officernd', {
    ...{ environment: real.environment, fetcher: real.fetcher, memberId: real.memberId },
  })
  await runContract(run)
  const written = real.requests.filter((call) => /^(POST|DELETE) .*\/passes/.test(call))
  expect(written.map((call) => call.split(' ')[0])).toEqual(['POST', 'DELETE'])
  expect(real.sandbox.state().officernd.passes).toEqual([])
})

test('with --write and no member nothing is asked', async () => {
  const real = await vendor()
  const { run } = await open('officernd', {
    ...{ environment: real.environment, fetcher: real.fetcher, memberId: '' },
  })
  await expect(runContract(run)).rejects.toThrow('name a member of the team')
  expect(real.requests).toEqual([])
})

test('a pass that cannot be deleted is named', async () => {
  const real = await vendor(
    (fetcher) => async (input, init) =>
      init.method === 'DELETE' ? new Response(null, { status: 503 }) : fetcher(input, init)
  )
  const { run } = await open('officernd', {
    ...{ environment: real.environment, fetcher: real.fetcher, memberId: real.memberId },
  })
  const { lines, exitCode } = await runContract(run)
  expect(exitCode).toBe(1)
  expect(text(lines)).toMatch(/NOT CLEANED UP: pass \w+ of member \w+, 2020-01-01/)
})

test('MailerSend is only read', async () => {
  const real = await vendor()
  const { run } = await open('mailersend', { environment: real.environment, fetcher: real.fetcher })
  const { lines, exitCode } = await runContract(run)
  expect(exitCode).toBe(0)
  expect(text(lines)).toContain('5 questions to mailersend, 0 of 5 recorded.')
  expect(real.requests.every((call) => call.startsWith('GET '))).toBe(true)
})

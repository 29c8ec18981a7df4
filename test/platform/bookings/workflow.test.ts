/** The Workflow class of the rooms on the platform's own engine: tries, states, ids and restarts. */
import { introspectWorkflowInstance } from 'cloudflare:test'
import { afterEach, expect, test } from 'vitest'
import { createWorkflows } from '../../../src/workers/platform/workflows.ts'
import { vendors } from '../support/vendors.ts'
import { env } from './worker.ts'

const workflows = createWorkflows(() => env.BOOKING_WORKFLOW)
const START = { kind: 'book-room' as const }
const STATUS = { interval: 20, timeout: 20_000 }

/** Stripe refuses to show this payment; `401` is an answer that its package does not retry by itself. */
const refuse = (paymentId: string, times = -1) =>
  vendors.fault({
    vendor: 'stripe',
    match: { path: `/payment_intents/${paymentId}` },
    ...{ kind: '401', times },
  })
const reads = async (paymentId: string) =>
  (await vendors.state()).requests.filter(({ path }) => path.endsWith(`/${paymentId}`)).length

async function withoutDelays(id: string) {
  const workflow = await introspectWorkflowInstance(env.BOOKING_WORKFLOW, id)
  return workflow.modify(async (modifier) => {
    await modifier.disableRetryDelays()
  })
}

afterEach(() => vendors.clearFaults())

test('a required step is tried eleven times, then the workflow has errored', async () => {
  const id = 'pi_eleventries'
  await refuse(id)
  await using workflow = await withoutDelays(id)
  await workflows.start(id, { ...START, paymentId: id })
  await workflow.waitForStatus('errored')
  expect(await reads(id)).toBe(11)
  expect(await workflows.state(id)).toBe('errored')
})

test('the eleventh try may succeed', async () => {
  const id = 'pi_theeleventh'
  await refuse(id, 10)
  await using workflow = await withoutDelays(id)
  await workflows.start(id, { ...START, paymentId: id })
  // Stripe then says that it has no such payment, which is an error of another kind.
  await workflow.waitForStatus('errored')
  expect((await workflow.getError()).message).toBe('no such payment')
})

test('a second start under the same id does nothing, says so, and is no error', async () => {
  const id = 'pi_startedtwice'
  await using workflow = await withoutDelays(id)
  // One after the other: of two at the same moment the local engine may take both, the platform takes one.
  expect(await workflows.start(id, { ...START, paymentId: id })).toBe(true)
  expect(await workflows.start(id, { ...START, paymentId: id })).toBe(false)
  await workflow.waitForStatus('errored')
  const before = await reads(id)
  expect(await workflows.start(id, { ...START, paymentId: id })).toBe(false)
  expect(await workflows.state(id)).toBe('errored')
  expect(await reads(id)).toBe(before)
})

test('an id that was never started is none, one that is tried again is running', async () => {
  const id = 'pi_isrunning'
  expect(await workflows.state(id)).toBe('none')
  await refuse(id)
  await workflows.start(id, { ...START, paymentId: id })
  await expect.poll(() => reads(id), STATUS).toBeGreaterThan(0)
  expect(await workflows.state(id)).toBe('running')
  await (await env.BOOKING_WORKFLOW.get(id)).terminate()
  expect(await workflows.state(id)).toBe('errored')
})

test('an errored workflow is restarted from its first step', async () => {
  const id = 'pi_restarted'
  await refuse(id)
  await using workflow = await withoutDelays(id)
  await workflows.start(id, { ...START, paymentId: id })
  await workflow.waitForStatus('errored')
  const before = await reads(id)
  await workflows.restart(id)
  await expect.poll(() => reads(id), STATUS).toBeGreaterThan(before)
})

test('any other failure of the platform is an error for the caller', async () => {
  const failing = createWorkflows(
    () =>
      ({
        create: async () => {
          throw new Error('the platform is overloaded')
        },
        get: async () => {
          throw new Error('the platform is overloaded')
        },
      }) as unknown as Workflow<{ kind: 'x' }>
  )
  await expect(failing.start('x', { kind: 'x' })).rejects.toThrow('overloaded')
  await expect(failing.state('x')).rejects.toThrow('overloaded')
})

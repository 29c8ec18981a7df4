/** Both Workflow classes of the checkout Worker on the platform's own engine. */
import { introspectWorkflow, introspectWorkflowInstance } from 'cloudflare:test'
import { afterEach, expect, test } from 'vitest'
import {
  debitFailedWorkflowId,
  refundWorkflowId,
  subscriptionEventWorkflowId,
  unsentEmailsWorkflowId,
  workflowId,
} from '../../../src/core/ids.ts'
import type { CheckoutWorkflowParams } from '../../../src/workers/checkout/context.ts'
import { createCheckoutContext } from '../../../src/workers/checkout/create-context.ts'
import { vendors } from '../support/vendors.ts'
import { env } from './worker.ts'

const { workflows } = createCheckoutContext(env)
const SOON = { interval: 20, timeout: 20_000 }
const refuse = (id: string) =>
  vendors.fault({ vendor: 'stripe', match: { path: id }, kind: '401', times: -1 })
const reads = async (id: string) =>
  (await vendors.state()).requests.filter(({ path }) => path.endsWith(`/${id}`)).length
const refundOf = (paymentId: string) =>
  ({ type: 'refunded', paymentId, objectId: 'ch_back', cents: 500, answerByMs: null }) as const
const isIn = async (binding: Workflow<never>, id: string) =>
  binding.get(id).then(
    async (instance) => (await instance.status()).status !== 'unknown',
    () => false
  )

afterEach(() => vendors.clearFaults())

/** Nothing of this exists at Stripe, so the workflows end soon; which class ran them is the question. */
const STARTED: [string, 'pass' | 'membership', CheckoutWorkflowParams][] = [
  [workflowId('pi_paid'), 'pass', { kind: 'grant-pass', paymentId: 'pi_paid' }],
  [
    debitFailedWorkflowId('ch_failed'),
    'pass',
    { kind: 'debit-failed', paymentId: 'pi_debit', chargeId: 'ch_failed' },
  ],
  [
    refundWorkflowId('pi_back', 'refunded', 500),
    'pass',
    { kind: 'pass-refund-or-dispute', event: refundOf('pi_back') },
  ],
  [
    unsentEmailsWorkflowId('pi_unsent'),
    'pass',
    { kind: 'unsent-pass-emails', paymentId: 'pi_unsent' },
  ],
  [workflowId('seti_joined'), 'membership', { kind: 'start-membership', setupId: 'seti_joined' }],
  [
    workflowId('in_first'),
    'membership',
    {
      kind: 'finish-membership',
      invoiceId: 'in_first',
      subscriptionId: 'sub_first',
      email: 'grace@example.com',
      customerId: 'cus_1',
    },
  ],
  [
    subscriptionEventWorkflowId('ch_back-500', 'refunded'),
    'membership',
    { kind: 'subscription-event', event: refundOf('pi_invoice') },
  ],
  [
    unsentEmailsWorkflowId('sub_unsent'),
    'membership',
    { kind: 'unsent-membership-emails', subscriptionId: 'sub_unsent' },
  ],
]

test.each(STARTED)('%s runs in the %s workflow', async (id, which, params) => {
  const [right, wrong] =
    which === 'pass'
      ? [env.PASS_WORKFLOW, env.MEMBERSHIP_WORKFLOW]
      : [env.MEMBERSHIP_WORKFLOW, env.PASS_WORKFLOW]
  await using instances = await introspectWorkflow(right as Workflow)
  await instances.modifyAll(async (modifier) => {
    await modifier.disableRetryDelays()
  })
  await workflows.start(id, params)
  expect([await isIn(right as never, id), await isIn(wrong as never, id)]).toEqual([true, false])
  expect(await workflows.state(id)).not.toBe('none')
  await expect.poll(() => workflows.state(id), SOON).not.toBe('running')
})

test.each([
  ['pass', 'pi_passtries', { kind: 'grant-pass', paymentId: 'pi_passtries' }],
  ['membership', 'seti_jointries', { kind: 'start-membership', setupId: 'seti_jointries' }],
] as never as [string, string, CheckoutWorkflowParams][])(
  'a required step of a %s is tried eleven times, then the workflow has errored',
  async (which, id, params) => {
    await refuse(which === 'pass' ? `/payment_intents/${id}` : `/setup_intents/${id}`)
    const binding = which === 'pass' ? env.PASS_WORKFLOW : env.MEMBERSHIP_WORKFLOW
    await using workflow = await introspectWorkflowInstance(binding as Workflow, id)
    await workflow.modify(async (modifier) => {
      await modifier.disableRetryDelays()
    })
    await workflows.start(id, params)
    await workflow.waitForStatus('errored')
    expect(await reads(id)).toBe(11)
    expect(await workflows.state(id)).toBe('errored')
  }
)

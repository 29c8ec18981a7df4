/** Sales of day passes and memberships at the Worker under test. */
import { introspectWorkflowInstance } from 'cloudflare:test'
import { deliver, post } from '../support/requests.ts'
import { confirm } from '../support/vendors.ts'
import { env, worker } from './worker.ts'

export interface Sale {
  email: string
  attemptId: string
  memberId: string
  /** The PaymentIntent or SetupIntent. */
  id: string
  clientSecret: string
}

const SECRET = env.STRIPE_WEBHOOK_SECRET

function personOf(name: string) {
  const email = `${name}-${crypto.randomUUID()}@example.com`
  return { firstName: 'Grace', lastName: 'Hopper', email, phone: '+1 206 555 0101' }
}

async function begin(path: string, order: { email: string }, id: string): Promise<Sale> {
  const attemptId = crypto.randomUUID()
  const { said } = await post(worker, path, { ...order, attemptId })
  const { clientSecret, memberId } = said as unknown as Sale
  if (!clientSecret) throw new Error(JSON.stringify(said))
  return { email: order.email, attemptId, id: String(said[id]), clientSecret, memberId }
}

export const beginPass = () =>
  begin(
    '/create-purchase',
    { slug: 'day-pass', ...personOf('pass') } as { email: string },
    'paymentIntentId'
  )
export const beginMembership = () =>
  begin(
    '/create-payment',
    { plan: 'all-access', ...personOf('join') } as { email: string },
    'setupIntentId'
  )

export const pay = (sale: Sale) =>
  confirm(sale.id.startsWith('pi_') ? 'payment_intents' : 'setup_intents', sale)

/** Stripe's events arrive. Resolves when the sale's workflow has ended so; retries do not wait. */
export async function run(
  { id }: Sale,
  status: 'complete' | 'errored' = 'complete'
): Promise<void> {
  const binding = id.startsWith('pi_') ? env.PASS_WORKFLOW : env.MEMBERSHIP_WORKFLOW
  await using workflow = await introspectWorkflowInstance(binding as Workflow, id)
  await workflow.modify((modifier) => modifier.disableRetryDelays())
  await deliver(worker, SECRET, id)
  await workflow.waitForStatus(status)
}

/** The checkout Worker as the simulator has it: its settings, its objects, its runs. */

import { clients, officerndFor, officerndTokens } from '../../src/clients/checkout-clients.ts'
import { createMemberWriter } from '../../src/clients/officernd/member-writer.ts'
import { isPassWorkflow } from '../../src/core/ids.ts'
import type { Step } from '../../src/core/workflow.ts'
import type { MembershipWorkflowParams } from '../../src/memberships/context.ts'
import { createPlanClaims } from '../../src/memberships/plan-claims.ts'
import { runMembershipWorkflow } from '../../src/memberships/workflows/index.ts'
import type { PassWorkflowParams } from '../../src/passes/context.ts'
import { createPromoLedger } from '../../src/passes/promo-ledger.ts'
import { runPassWorkflow } from '../../src/passes/workflows/index.ts'
import { createAttemptLedger } from '../../src/payments/attempt-ledger.ts'
import { readCheckoutConfig } from '../../src/workers/checkout/config.ts'
import type { CheckoutContext, CheckoutWorkflowParams } from '../../src/workers/checkout/context.ts'
import type { CheckoutSecrets, CheckoutVars } from '../../src/workers/checkout/vars.ts'
import { SANDBOX_DOMAIN } from '../sandbox/mailersend/emails.ts'
import { SANDBOX_MEMBERSHIP_PLANS, SANDBOX_OFFICE } from '../sandbox/officernd/seed-data.ts'
import { SANDBOX_INITIATION, SANDBOX_PRICES } from '../sandbox/stripe/seed-prices.ts'
import { type Process, SANDBOX_URL } from './process.ts'
import { settingsOf } from './settings.ts'
import { sweepContextOf } from './sweep-context.ts'
import type { WorkflowBook } from './workflows.ts'

const plans = Object.entries(SANDBOX_MEMBERSHIP_PLANS).map(([plan, id]) => `${plan}:${id}`)
const prices = Object.entries(SANDBOX_PRICES).map(([plan, id]) => `${plan}:${id}`)

export const CHECKOUT_ENV = {
  ...settingsOf<CheckoutVars & CheckoutSecrets>('checkout'),
  STRIPE_URL: `${SANDBOX_URL}/stripe`,
  STRIPE_PRICES: prices.join(' '),
  STRIPE_INITIATION_PRODUCT: SANDBOX_INITIATION.product,
  OFFICERND_URL: `${SANDBOX_URL}/officernd/api/v1/organizations/labour-temple`,
  OFFICERND_TOKEN_URL: `${SANDBOX_URL}/officernd/oauth/token`,
  OFFICERND_OFFICE: SANDBOX_OFFICE,
  OFFICERND_PLANS: plans.join(' '),
  MAILERSEND_URL: `${SANDBOX_URL}/mailersend/v1`,
  MAILERSEND_DOMAIN_ID: SANDBOX_DOMAIN,
}

/** `wait` is what passes while a page waits for its run. */
export function bootCheckout(
  process: Process,
  workflows: WorkflowBook<CheckoutWorkflowParams>,
  wait: () => Promise<void>
): CheckoutContext {
  const mine = process.life()
  const { now } = process.clock
  const fetcher = process.network(mine)
  const memoryOf = (name: string) => process.memoryOf(name, mine)
  const tries = process.asRemote(mine, createAttemptLedger(memoryOf('tries')))
  const tokens = officerndTokens(CHECKOUT_ENV, memoryOf('officernd tokens'), { fetcher, now })
  const desks = new Map<string, ReturnType<typeof createMemberWriter>>()
  const deskOf = (email: string) => {
    const name = `desk ${email.trim().toLowerCase()}`
    const open = () =>
      createMemberWriter(officerndFor(CHECKOUT_ENV, tokens, fetcher), memoryOf(name), now)
    const desk = desks.get(name) ?? open()
    desks.set(name, desk)
    return desk
  }
  const { stripe, officernd, mail } = clients(CHECKOUT_ENV, tokens, tries, fetcher, now)
  return {
    stripe,
    officernd,
    mail,
    memberWriter: async (email) => process.asRemote(mine, deskOf(email)),
    planClaims: async (email) =>
      process.asRemote(mine, createPlanClaims(memoryOf(`desk ${email.trim().toLowerCase()}`), now)),
    promo: (id) => process.asRemote(mine, createPromoLedger(memoryOf(`promo ${id}`), now)),
    attempt(id) {
      const ledger = createAttemptLedger(memoryOf(`attempt ${id}`))
      return process.asRemote(mine, {
        ...ledger,
        // Nobody sits through eight real seconds: the run is let run, then the ledger is asked.
        async waitForResult(names: readonly string[]) {
          await wait()
          return ledger.waitForResult(names, 0)
        },
      })
    },
    promotionCode: (code) => stripe.promotionCode(code),
    rateLimit: { check: async () => {}, consume: async () => {} },
    workflows: workflows.of(mine),
    ...sweepContextOf(process, mine, 'checkout'),
    config: readCheckoutConfig(CHECKOUT_ENV),
    now,
  }
}

/** As the binding of a Workflow is chosen: by the id alone. */
export function runCheckoutWorkflow(
  step: Step,
  ctx: CheckoutContext,
  params: CheckoutWorkflowParams,
  id: string
): Promise<{ outcome: string }> {
  return isPassWorkflow(id)
    ? runPassWorkflow(step, ctx, params as PassWorkflowParams)
    : runMembershipWorkflow(step, ctx, params as MembershipWorkflowParams)
}

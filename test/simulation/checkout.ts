/** The checkout Worker as the simulator has it: its settings, its objects, its runs. */

import { clients, officerndFor, officerndTokens } from '../../src/clients/checkout-clients.ts'
import { createMemberWriter } from '../../src/clients/officernd/member-writer.ts'
import { isPassWorkflow } from '../../src/core/ids.ts'
import type { Step } from '../../src/core/workflow.ts'
import type { MembershipWorkflowParams } from '../../src/memberships/context.ts'
import { createPlanClaims } from '../../src/memberships/plan-claims.ts'
import { runMembershipWorkflow } from '../../src/memberships/workflows/index.ts'
import type { PassWorkflowParams } from '../../src/passes/context.ts'
import { runPassWorkflow } from '../../src/passes/workflows/index.ts'
import { createAttemptLedger } from '../../src/payments/attempt-ledger.ts'
import { createAttemptAlarm } from '../../src/payments/intent-expiry.ts'
import { createPromoLedger } from '../../src/payments/promo-ledger.ts'
import { readCheckoutConfig } from '../../src/workers/checkout/config.ts'
import type { CheckoutContext, CheckoutWorkflowParams } from '../../src/workers/checkout/context.ts'
import type { CheckoutSecrets, CheckoutVars } from '../../src/workers/checkout/vars.ts'
import { SANDBOX_DOMAIN } from '../sandbox/mailersend/emails.ts'
import { SANDBOX_MEMBERSHIP_PLANS, SANDBOX_OFFICE } from '../sandbox/officernd/seed-data.ts'
import { SANDBOX_INITIATION, SANDBOX_PRICES } from '../sandbox/stripe/seed-prices.ts'
import type { Alarms } from './bookings.ts'
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

/** No attempt is deleted while a simulation runs. */
const NEVER_MS = Number.MAX_SAFE_INTEGER

export interface Checkout {
  context: CheckoutContext
  /** Wakes every attempt whose time has come; whether there was any. */
  fireAlarms(): Promise<boolean>
}

/** `wait` is what passes while a page waits for its run. */
export function bootCheckout(
  process: Process,
  workflows: WorkflowBook<CheckoutWorkflowParams>,
  alarms: Alarms,
  wait: () => Promise<void>
): Checkout {
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
  const objectOf = (id: string) => {
    const ledger = createAttemptLedger(memoryOf(`attempt ${id}`))
    const attemptAlarm = createAttemptAlarm({
      attemptId: id,
      ledger,
      alarm: {
        get: async () => alarms.get(id) ?? null,
        set: async (atMs) => void alarms.set(id, atMs),
      },
      startWorkflow: (run, expired) =>
        workflows.of(mine).start(run, {
          kind: isPassWorkflow(run) ? 'pass-intent-expired' : 'set-up-expired',
          ...expired,
        }),
      now,
    })
    return { ledger, attemptAlarm }
  }
  const context: CheckoutContext = {
    stripe,
    officernd,
    mail,
    memberWriter: async (email) => process.asRemote(mine, deskOf(email)),
    planClaims: async (email) =>
      process.asRemote(mine, createPlanClaims(memoryOf(`desk ${email.trim().toLowerCase()}`), now)),
    promo: (id) => process.asRemote(mine, createPromoLedger(memoryOf(`promo ${id}`), now)),
    attempt(id) {
      const { ledger, attemptAlarm } = objectOf(id)
      return process.asRemote(mine, {
        ...ledger,
        async saveIntent(...saved: Parameters<typeof ledger.saveIntent>) {
          const isCurrent = ledger.saveIntent(...saved)
          await attemptAlarm.schedule(NEVER_MS)
          return isCurrent
        },
        async setExpiry(...set: Parameters<typeof ledger.setExpiry>) {
          ledger.setExpiry(...set)
          await attemptAlarm.schedule(NEVER_MS)
        },
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
  async function fireAlarms(): Promise<boolean> {
    const due = [...alarms].filter(([, atMs]) => atMs <= now())
    for (const [id] of due) {
      alarms.delete(id)
      await objectOf(id).attemptAlarm.fire(NEVER_MS)
    }
    return due.length > 0
  }
  return { context, fireAlarms }
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

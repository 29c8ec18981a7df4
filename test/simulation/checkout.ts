/** The checkout Worker as the simulator has it: its settings, its objects, its runs. */

import { createAccessTokenCache } from '../../src/clients/access-token.ts'
import { clients, officerndFor, tokenFor } from '../../src/clients/checkout-clients.ts'
import { createMemberWriter } from '../../src/clients/officernd/member-writer.ts'
import type { Step } from '../../src/core/workflow.ts'
import { runMembershipWorkflow } from '../../src/memberships/workflows/index.ts'
import { createPromoLedger } from '../../src/passes/promo-ledger.ts'
import { runPassWorkflow } from '../../src/passes/workflows/index.ts'
import { createAttemptLedger } from '../../src/payments/attempt-ledger.ts'
import type { CheckoutContext, CheckoutWorkflowParams } from '../../src/workers/checkout/context.ts'
import { SANDBOX_DOMAIN } from '../sandbox/mailersend/emails.ts'
import { SANDBOX_MEMBERSHIP_PLANS, SANDBOX_OFFICE } from '../sandbox/officernd/seed-data.ts'
import { SANDBOX_INITIATION, SANDBOX_PRICES } from '../sandbox/stripe/seed-prices.ts'
import { type Process, SANDBOX_URL } from './process.ts'
import type { WorkflowBook } from './workflows.ts'

const OFFICERND = { name: 'officernd', maxPerMinute: 4 }

export const CHECKOUT_ENV = {
  STRIPE_URL: `${SANDBOX_URL}/stripe`,
  STRIPE_SECRET_KEY: 'sk_test_sandbox',
  STRIPE_WEBHOOK_SECRET: 'whsec_sandbox_checkout',
  OFFICERND_URL: `${SANDBOX_URL}/officernd/api/v1/organizations/labour-temple`,
  OFFICERND_TOKEN_URL: `${SANDBOX_URL}/officernd/oauth/token`,
  OFFICERND_SCOPES:
    'flex.community.members.read flex.community.members.create flex.community.memberships.read flex.community.memberships.create flex.community.memberships.update flex.space.passes.read flex.space.passes.create flex.space.passes.delete flex.community.checkins.read flex.billing.plans.read',
  OFFICERND_OFFICE: SANDBOX_OFFICE,
  OFFICERND_CLIENT_ID: 'sandbox-client-id',
  OFFICERND_CLIENT_SECRET: 'sandbox-client-secret',
  MAILERSEND_URL: `${SANDBOX_URL}/mailersend/v1`,
  MAILERSEND_API_KEY: 'mlsn.sandbox',
  MAILERSEND_DOMAIN_ID: SANDBOX_DOMAIN,
  MAIL_FROM: 'admin@labourtemple.com',
}

export const CONFIG: CheckoutContext['config'] = {
  closesAt: '17:00',
  openWeekdays: [1, 2, 3, 4, 5],
  siteUrl: 'https://www.labourtemple.com',
  teamEmails: ['admin@labourtemple.com', 'membership@labourtemple.com'],
  supportEmail: 'admin@labourtemple.com',
  stripePrices: SANDBOX_PRICES,
  officerndPlans: SANDBOX_MEMBERSHIP_PLANS,
  initiationProductId: SANDBOX_INITIATION.product,
  isLiveMode: false,
  unconfirmed: [],
  alertAfterMs: 15 * 60_000,
  staleAfterMs: 30 * 60_000,
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
  const fetchToken = (atMs: number) => tokenFor(CHECKOUT_ENV, atMs, fetcher)
  const tokens = createAccessTokenCache(OFFICERND, fetchToken, memoryOf('officernd tokens'), now)
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
    config: CONFIG,
    now,
  }
}

/** Both tracks' own dispatch, as the Workflow classes use it. */
export function runCheckoutWorkflow(
  step: Step,
  ctx: CheckoutContext,
  params: CheckoutWorkflowParams
): Promise<{ outcome: string }> {
  switch (params.kind) {
    case 'grant-pass':
    case 'debit-failed':
    case 'pass-refund-or-dispute':
    case 'unsent-pass-emails':
      return runPassWorkflow(step, ctx, params)
    default:
      return runMembershipWorkflow(step, ctx, params)
  }
}

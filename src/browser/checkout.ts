/** The membership page: everything but Stripe's own part, which the site script plays. */
import type { PlanPageAnswer } from '../workers/contract.ts'
import { openCounter } from './counter.ts'
import { createDesk } from './desk.ts'
import { offerPlan } from './plan-offer.ts'

openCounter<PlanPageAnswer>({
  prefix: 'checkout',
  button: 'join-btn',
  // A plan that is not bound is told of as an invalid one.
  path: ({ dataset }) => `/plans/${encodeURIComponent(dataset.plan || '-')}`,
  open: (page, tell) => createDesk('checkout', tell, offerPlan(page)),
})

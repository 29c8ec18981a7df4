/** The membership page: everything but Stripe's own part, which the site script plays. */
import type { PlanPageResponse } from '../memberships/contract.ts'
import { offerPlan } from './checkout/plan-offer.ts'
import { createDesk } from './page/promo-form.ts'
import { openCounter } from './page/sales-page.ts'

openCounter<PlanPageResponse>({
  prefix: 'checkout',
  button: 'join-btn',
  // A plan that is not bound is told of as an invalid one.
  path: ({ dataset }) => `/plans/${encodeURIComponent(dataset.plan || '-')}`,
  open: (page, tell) => createDesk('checkout', tell, offerPlan(page)),
})

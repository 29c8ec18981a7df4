/** The membership page: everything but Stripe's own part, which the site script plays. */
import { openDesk } from './desk.ts'
import { offerPlan } from './plan-offer.ts'

openDesk({
  prefix: 'checkout',
  button: 'join-btn',
  // A plan that is not bound is told of as an invalid one.
  path: ({ dataset }) => `/plans/${encodeURIComponent(dataset.plan || '-')}`,
  open: offerPlan,
})

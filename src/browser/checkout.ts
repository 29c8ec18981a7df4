/** The membership page, without the Stripe part, which is in the site script. */
import type { PlanPageResponse } from '../memberships/contract.ts'
import { createPlanOffer } from './checkout/plan-offer.ts'
import { createPromoForm } from './page/promo-form.ts'
import { startSalesPage } from './page/sales-page.ts'

startSalesPage<PlanPageResponse>(document.currentScript as HTMLScriptElement, {
  prefix: 'checkout',
  button: 'join-btn',
  // Without a bound plan the Worker answers "Invalid plan".
  path: ({ dataset }) => `/plans/${encodeURIComponent(dataset.plan || '-')}`,
  form: (page, showMessage) => createPromoForm('checkout', showMessage, createPlanOffer(page)),
})

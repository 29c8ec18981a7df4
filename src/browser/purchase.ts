/** The purchase page: everything but Stripe's own part, which the site script plays. */
import type { ProductPageResponse } from '../passes/contract.ts'
import { createDesk } from './page/promo-form.ts'
import { openCounter } from './page/sales-page.ts'
import { offerPass } from './purchase/pass-offer.ts'

openCounter<ProductPageResponse>({
  prefix: 'purchase',
  button: 'buy-btn',
  path: () => `/products/${location.pathname.split('/').filter(Boolean).pop()}`,
  open: (page, tell) => createDesk('purchase', tell, offerPass(page)),
})

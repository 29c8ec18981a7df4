/** The purchase page: everything but Stripe's own part, which the site script plays. */
import type { ProductPageAnswer } from '../workers/contract.ts'
import { openCounter } from './counter.ts'
import { createDesk } from './desk.ts'
import { offerPass } from './pass-offer.ts'

openCounter<ProductPageAnswer>({
  prefix: 'purchase',
  button: 'buy-btn',
  path: () => `/products/${location.pathname.split('/').filter(Boolean).pop()}`,
  open: (page, tell) => createDesk('purchase', tell, offerPass(page)),
})

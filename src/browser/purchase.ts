/** The purchase page, without the Stripe part, which is in the site script. */
import type { ProductPageResponse } from '../passes/contract.ts'
import { createPromoForm } from './page/promo-form.ts'
import { startSalesPage } from './page/sales-page.ts'
import { createPassOffer } from './purchase/pass-offer.ts'

startSalesPage<ProductPageResponse>(document.currentScript as HTMLScriptElement, {
  prefix: 'purchase',
  button: 'buy-btn',
  path: () => `/products/${location.pathname.split('/').filter(Boolean).pop()}`,
  form: (page, showMessage) => createPromoForm('purchase', showMessage, createPassOffer(page)),
})

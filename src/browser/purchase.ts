/** The purchase page: everything but Stripe's own part, which the site script plays. */
import { openCounter } from './counter.ts'
import { offerPass } from './pass-offer.ts'

openCounter({
  prefix: 'purchase',
  button: 'buy-btn',
  path: () =>
    `/products/${encodeURIComponent(location.pathname.split('/').filter(Boolean).pop() || '-')}`,
  open: offerPass,
})

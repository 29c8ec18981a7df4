/** The purchase page: everything but Stripe's own part, which the site script plays. */
import { openDesk } from './desk.ts'
import { offerPass } from './pass-offer.ts'

openDesk({
  prefix: 'purchase',
  button: 'buy-btn',
  path: () =>
    `/products/${encodeURIComponent(location.pathname.split('/').filter(Boolean).pop() || '-')}`,
  open: offerPass,
})

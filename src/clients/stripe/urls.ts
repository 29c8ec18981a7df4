/** Checks addresses that Stripe returns before anybody is sent there. */

/** Empty unless the address is on stripe.com: e-mails and pages link to no other site in Stripe's name. */
export function stripeUrl(address: string | null | undefined): string {
  const url = URL.parse(address ?? '')
  const isStripe = url?.protocol === 'https:' && /^(.+\.)?stripe\.com$/.test(url.hostname)
  return isStripe && !url.username && !url.password ? url.href : ''
}

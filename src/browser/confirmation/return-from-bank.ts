/** The return from the bank’s own page, to which Stripe may have sent the customer. */

/** What Stripe adds to the URL when the customer returns from the bank's own page. Takes it off. */
export function returnFromBank(kind: 'payment_intent' | 'setup_intent') {
  const query = new URLSearchParams(location.search)
  const status = query.get('redirect_status')
  const secret = query.get(`${kind}_client_secret`) ?? ''
  if (!status && !secret) return
  history.replaceState(null, '', location.pathname)
  return { id: query.get(kind) ?? '', secret, failed: status === 'failed' }
}

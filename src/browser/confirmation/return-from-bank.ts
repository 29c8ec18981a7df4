/** The return from the bank’s own page, to which Stripe may have sent the customer. */

/**
 * What Stripe adds to the URL when the customer returns from the bank's own page. Takes it off. Anybody can
 * make up such a URL, so `redirect_status` is not believed: a page says what the Worker answers, or nothing.
 */
export function returnFromBank(kind: 'payment_intent' | 'setup_intent') {
  const query = new URLSearchParams(location.search)
  const secret = query.get(`${kind}_client_secret`) ?? ''
  if (!query.has('redirect_status') && !secret) return
  history.replaceState(null, '', location.pathname)
  return { id: query.get(kind) ?? '', secret }
}

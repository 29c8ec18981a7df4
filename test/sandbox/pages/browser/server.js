/** The requests that Stripe.js sends, to the sandbox's Stripe; a lost connection is a returned error. */

const LOST = {
  error: {
    type: 'api_connection_error',
    message: 'We are experiencing issues connecting to our payments provider. Please try again.',
  },
}

const idOf = (clientSecret) => clientSecret.split('_secret_')[0]

async function call(url, init) {
  try {
    const response = await fetch(url, init)
    return await response.json()
  } catch {
    return LOST
  }
}

const headers = (key) => ({ authorization: `Bearer ${key}` })

export function retrieve(key, path, clientSecret) {
  const query = new URLSearchParams({ client_secret: clientSecret })
  return call(`/stripe/v1/${path}/${idOf(clientSecret)}?${query}`, { headers: headers(key) })
}

export function confirm(key, path, clientSecret, method) {
  return call(`/stripe/v1/${path}/${idOf(clientSecret)}/confirm`, {
    method: 'POST',
    headers: headers(key),
    body: new URLSearchParams({ client_secret: clientSecret, payment_method: method }),
  })
}

/** What the customer does at their bank. */
export function act(intent, deed) {
  return call('/__act', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ intent, do: deed }),
  })
}

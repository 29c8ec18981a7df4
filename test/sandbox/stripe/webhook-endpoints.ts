/** The account's webhook endpoints, as the API lists them; read only. */
import type Stripe from 'stripe'
import { page } from './lists.ts'
import { type Route, route } from './route.ts'
import { API_VERSION, type Store } from './store.ts'
import type { Endpoint } from './webhooks.ts'

/** Made when they are first looked at: the Workers' addresses are not known before. */
function lay(store: Store, { url }: Endpoint, nth: number): void {
  const id = `we_1Sandbox${nth}`
  const made: Stripe.WebhookEndpoint = {
    id,
    object: 'webhook_endpoint',
    api_version: API_VERSION,
    application: null,
    created: store.seconds(),
    description: null,
    // Has no effect: every endpoint of the sandbox receives every event.
    enabled_events: ['*'],
    livemode: false,
    metadata: {},
    status: 'enabled',
    url,
  }
  if (!store.tables.webhook_endpoint.has(id)) store.put('webhook_endpoint', made)
}

export const webhookEndpoints = (endpoints: () => Endpoint[]): Route[] => [
  route('GET /v1/webhook_endpoints', {
    returns: 'webhook_endpoint',
    list: true,
    run({ store, params }) {
      endpoints().forEach((endpoint, nth) => {
        lay(store, endpoint, nth)
      })
      return page(store, 'webhook_endpoint', params)
    },
  }),
]

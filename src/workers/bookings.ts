/** The bookings Worker: meeting rooms. Every route is on this page. */
import { stripeFor } from '../clients/index.ts'
import type { BookingsEnv } from '../durable/env.ts'
import { isLiveKey } from '../rules/settings.ts'
import { politeApp } from './http.ts'
import { receive } from './webhook.ts'

const app = politeApp<{ Bindings: BookingsEnv }>({ '/health': 'GET', '/webhook': 'POST' })

app
  .get('/health', (c) => c.json({ ok: true, worker: 'labour-temple-bookings' }))

  .post('/webhook', (c) =>
    receive(c, {
      stripe: stripeFor(c.env),
      live: isLiveKey(c.env.STRIPE_SECRET_KEY),
      // Every endpoint of the account hears of every payment; none of them is for a room yet.
      take: async () => {},
    })
  )

export default { fetch: app.fetch } satisfies ExportedHandler<BookingsEnv>

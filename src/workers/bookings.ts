/** The bookings Worker: meeting rooms. Every route is on this page. */
import type { BookingsEnv } from '../durable/env.ts'
import { politeApp } from './http.ts'

const app = politeApp<{ Bindings: BookingsEnv }>({ '/health': 'GET' })

app.get('/health', (c) => c.json({ ok: true, worker: 'labour-temple-bookings' }))

export default { fetch: app.fetch } satisfies ExportedHandler<BookingsEnv>

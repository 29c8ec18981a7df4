/** Google's place in the city: no calendars are kept yet, so every address is unknown. */
import { Hono } from 'hono'
import type { Vendor } from './vendor.ts'

export function createGoogle(): Vendor {
  const app = new Hono()
  app.notFound((c) => c.json({ error: { code: 404, message: 'Not Found', errors: [] } }, 404))
  return { app, state: () => ({ calendars: {} }), reset: () => {} }
}

/** The control surface: routes with which a developer or a test controls the sandbox itself. */
import { type Context, Hono } from 'hono'
import { ControlError } from './control-error.ts'
import type { Faults } from './faults.ts'
import { isVendor, VENDORS, type VendorName } from './vendors.ts'

export const WEBHOOK_MODES = ['normal', 'hold', 'drop', 'twice', 'reverse'] as const
export type WebhookMode = (typeof WEBHOOK_MODES)[number]

export interface Controls {
  state(): unknown
  reset(): Promise<void>
  faults: Faults
  latency: { set(ms: number, vendor?: VendorName): void }
  act(intent: string, deed: string): unknown
  setWebhookMode(mode: WebhookMode): void
  deliverHeld(): Promise<number>
  advance(seconds: number): number
  cron(): Promise<unknown>
}

export function controlRoutes(controls: Controls): Hono {
  const app = new Hono()
  app.get('/__state', (c) => c.json(controls.state() as object))
  app.post('/__reset', async (c) => {
    await controls.reset()
    return c.json({ ok: true })
  })
  app.post('/__faults', async (c) => {
    controls.faults.add(await body(c))
    return c.json({ faults: controls.faults.list() })
  })
  app.get('/__faults', (c) => c.json({ faults: controls.faults.list() }))
  app.delete('/__faults', (c) => {
    controls.faults.clear(c.req.query('vendor'))
    return c.json({ faults: controls.faults.list() })
  })
  app.post('/__latency', async (c) => c.json(setLatency(controls, await body(c))))
  app.post('/__act', async (c) => c.json(await act(controls, await body(c))))
  app.post('/__webhooks', async (c) => c.json(setMode(controls, await body(c))))
  app.post('/__webhooks/deliver', async (c) => {
    return c.json({ delivered: await controls.deliverHeld() })
  })
  app.post('/__clock', async (c) => c.json(advance(controls, await body(c))))
  app.post('/__cron', async (c) => c.json({ ran: await controls.cron() }))
  return app
}

type Fields = Record<string, unknown>

/** Parses the body as JSON, whatever its content type; an empty body counts as `{}`. */
async function body(c: Context): Promise<Fields> {
  const text = await c.req.text()
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as Fields
  } catch {}
  throw new ControlError('The body must be a JSON object')
}

function setLatency(controls: Controls, { ms, vendor }: Fields) {
  if (typeof ms !== 'number' || !Number.isFinite(ms) || ms < 0)
    throw new ControlError('ms must be from 0')
  if (vendor === undefined || vendor === null) controls.latency.set(ms)
  else if (isVendor(vendor)) controls.latency.set(ms, vendor)
  else throw new ControlError(`vendor must be one of ${VENDORS.join(', ')}`)
  return { ok: true }
}

async function act(controls: Controls, { intent, do: deed }: Fields) {
  if (typeof intent !== 'string' || typeof deed !== 'string') {
    throw new ControlError('intent and do must be strings')
  }
  try {
    await controls.act(intent, deed)
  } catch (cause) {
    throw new ControlError(cause instanceof Error ? cause.message : String(cause))
  }
  return { ok: true }
}

function setMode(controls: Controls, { mode }: Fields) {
  const known = WEBHOOK_MODES.find((each) => each === mode)
  if (!known) throw new ControlError(`mode must be one of ${WEBHOOK_MODES.join(', ')}`)
  controls.setWebhookMode(known)
  return { mode: known }
}

function advance(controls: Controls, { advanceSeconds }: Fields) {
  if (typeof advanceSeconds !== 'number' || !(advanceSeconds >= 0 && advanceSeconds < 1e10)) {
    throw new ControlError('advanceSeconds must be a number from 0')
  }
  return { now: controls.advance(advanceSeconds) }
}

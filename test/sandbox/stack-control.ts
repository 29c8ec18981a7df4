/** Client of the control surface, over HTTP. */
import type { WebhookMode } from './control.ts'
import type { Fault } from './faults.ts'
import type { SandboxState } from './state.ts'
import type { VendorName } from './vendors.ts'

export interface Remote {
  state(): Promise<SandboxState>
  reset(): Promise<void>
  fault(fault: Fault): Promise<void>
  clearFaults(vendor?: VendorName): Promise<void>
  latency(ms: number, vendor?: VendorName): Promise<void>
  act(intent: string, deed: string): Promise<void>
  webhooks(mode: WebhookMode): Promise<void>
  /** Delivers held webhooks and returns their number. */
  deliver(): Promise<number>
  advance(seconds: number): Promise<void>
  cron(): Promise<Record<string, string>>
}

export function remote(url: string): Remote {
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return JSON.parse(text)
  }
  const post = async (path: string, body?: object) => {
    await ask('POST', path, body)
  }
  return {
    state: async () => (await ask('GET', '/__state')) as SandboxState,
    reset: () => post('/__reset'),
    fault: (fault) => post('/__faults', fault),
    clearFaults: async (vendor) => {
      await ask('DELETE', `/__faults${vendor ? `?vendor=${vendor}` : ''}`)
    },
    latency: (ms, vendor) => post('/__latency', { ms, ...(vendor && { vendor }) }),
    act: (intent, deed) => post('/__act', { intent, do: deed }),
    webhooks: (mode) => post('/__webhooks', { mode }),
    deliver: async () => {
      return ((await ask('POST', '/__webhooks/deliver')) as { delivered: number }).delivered
    },
    advance: (seconds) => post('/__clock', { advanceSeconds: seconds }),
    cron: async () => ((await ask('POST', '/__cron')) as { ran: Record<string, string> }).ran,
  }
}

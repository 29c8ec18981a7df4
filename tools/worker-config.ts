/** A Worker's TOML as wrangler itself reads it: of production, or of the environment with a name. */
import { join } from 'node:path'
import { unstable_readConfig } from 'wrangler'

export type WorkerName = 'checkout' | 'bookings'

/** What is read of it. Wrangler fills in the rest too, but its types leave everything open. */
export interface WorkerConfig {
  /** `labour-temple-checkout-staging` */
  name: string
  vars: Record<string, string>
  secrets: { required: string[] }
  durable_objects: { bindings: { name: string; class_name: string }[] }
  workflows: { name: string; binding: string; class_name: string }[]
  ratelimits: { name: string; namespace_id: string; simple: object }[]
  services: { binding: string; service: string }[]
}

const ROOT = join(import.meta.dirname, '..')

/** `environment`: `'staging'`, or empty for production. @throws when the TOML has no such environment. */
export function readWorkerConfig(worker: WorkerName, environment = ''): WorkerConfig {
  const config = join(ROOT, `wrangler.${worker}.toml`)
  return unstable_readConfig({ config, env: environment }, { hideWarnings: true })
}

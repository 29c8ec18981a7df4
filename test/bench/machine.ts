/** On what the figures were taken, and when. */
import { createRequire } from 'node:module'
import { cpus, loadavg, totalmem } from 'node:os'

/** The package has no types of its own; its default is where the program lies. */
export const RUNTIME = createRequire(import.meta.url)('workerd') as {
  default: string
  version: string
}

export interface Machine {
  date: string
  processor: string
  cores: number
  memoryGb: number
  /** Load of the minute before the run; above 0.5 other programs were running. */
  load: number
  node: string
  workerd: string
}

/** The load of the last minute; a run by itself makes about 1. */
export const loadNow = () => loadavg()[0] ?? 0

export function machine(): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    load: loadNow(),
    node: process.version,
    workerd: RUNTIME.version,
  }
}

/** Fault rules: `POST /__faults` adds one, and each matching call uses it once. */

import { ControlError } from './control-error.ts'
import type { Call } from './requests.ts'
import { API_BASE, isVendor, VENDORS, type VendorName } from './vendors.ts'

export const FAULT_KINDS = [
  'refused',
  'reset-after-effect',
  'hang-before',
  'hang-after',
  '500-before',
  '500-after',
  '429',
  '401',
  'garbage',
  'semantic-refusal',
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

export interface Fault {
  vendor: VendorName
  match?: { method?: string; path?: string }
  kind: FaultKind
  /** How many calls it hits. Default 1; -1 means no limit. */
  times?: number
}

interface Rule {
  vendor: VendorName
  match: { method?: string; path?: string }
  kind: FaultKind
  timesLeft: number
}

export interface Faults {
  add(fault: unknown): void
  /** Finds the first matching rule with uses left, and takes one use. */
  take(call: Call): FaultKind | null
  list(): Rule[]
  /** Every rule, or only those of one vendor. */
  clear(vendor?: unknown): void
}

export function createFaults(): Faults {
  let rules: Rule[] = []
  return {
    add: (fault) => {
      rules.push(read(fault))
    },
    take(call) {
      const rule = rules.find((each) => each.timesLeft !== 0 && fits(each, call))
      if (!rule) return null
      if (rule.timesLeft > 0) rule.timesLeft -= 1
      return rule.kind
    },
    list: () => rules,
    clear(vendor) {
      if (vendor !== undefined && !isVendor(vendor))
        throw new ControlError(`vendor must be one of ${VENDORS.join(', ')}`)
      rules = vendor === undefined ? [] : rules.filter((each) => each.vendor !== vendor)
    },
  }
}

function read(fault: unknown): Rule {
  const { vendor, kind, match, times = 1 } = (fault ?? {}) as Record<string, unknown>
  if (!isVendor(vendor)) throw new ControlError(`vendor must be one of ${VENDORS.join(', ')}`)
  const known = FAULT_KINDS.find((each) => each === String(kind))
  if (!known) throw new ControlError(`kind must be one of ${FAULT_KINDS.join(', ')}`)
  if (!Number.isInteger(times) || (times as number) < -1 || times === 0) {
    throw new ControlError('times must be a whole number from 1, or -1 for ever')
  }
  return { vendor, kind: known, match: readMatch(match), timesLeft: times as number }
}

function readMatch(match: unknown): Rule['match'] {
  if (match === undefined || match === null) return {}
  const { method, path } = match as Record<string, unknown>
  for (const part of [method, path]) {
    if (part !== undefined && part !== null && typeof part !== 'string') {
      throw new ControlError('match.method and match.path must be strings')
    }
  }
  return {
    ...(method ? { method: String(method).toUpperCase() } : {}),
    ...(path ? { path: String(path).replace(/^\/*/, '/') } : {}),
  }
}

function fits(rule: Rule, call: Call): boolean {
  const { method, path } = rule.match
  if (rule.vendor !== call.vendor) return false
  if (method && method !== '*' && method !== call.method) return false
  const base = API_BASE[call.vendor]
  const names = [call.path, `/${call.vendor}${call.path}`]
  if (call.path.startsWith(`${base}/`)) names.push(call.path.slice(base.length))
  // Faults are meant for the Workers. A page's own call is hit only by a rule with its full path.
  if (call.browser) return path !== undefined && names.includes(path)
  return path === undefined || names.some((name) => name.startsWith(path))
}

/** How much one address, and all addresses together, may begin within a window of time. */
import { words } from '../../core/settings.ts'

/** Intents are new payments and set-ups; codes are different promotion codes that are looked up. */
export type LimitedAction = 'intents' | 'codes'

export interface Limits {
  windowMs: number
  perAddress: Readonly<Record<LimitedAction, number>>
  overAll: Readonly<Record<LimitedAction, number>>
  /** The house's own network: many customers behind one address. */
  trusted: readonly string[]
}

/** The vars of a TOML, under the names that both Workers share. */
export interface LimitVars {
  LIMIT_WINDOW_SECONDS: string
  LIMIT_INTENTS_PER_ADDRESS: string
  LIMIT_INTENTS_OVER_ALL: string
  LIMIT_CODES_PER_ADDRESS: string
  LIMIT_CODES_OVER_ALL: string
  TRUSTED_ADDRESSES: string
}

const TRUSTED_FACTOR = 10

export function parseLimits(vars: LimitVars): Limits {
  return {
    windowMs: Number(vars.LIMIT_WINDOW_SECONDS) * 1000,
    perAddress: {
      intents: Number(vars.LIMIT_INTENTS_PER_ADDRESS),
      codes: Number(vars.LIMIT_CODES_PER_ADDRESS),
    },
    overAll: {
      intents: Number(vars.LIMIT_INTENTS_OVER_ALL),
      codes: Number(vars.LIMIT_CODES_OVER_ALL),
    },
    trusted: words(vars.TRUSTED_ADDRESSES),
  }
}

export function clientLimit(address: string, what: LimitedAction, limits: Limits): number {
  return limits.perAddress[what] * trustFactor(address, limits)
}

export function trustFactor(address: string, { trusted }: Limits): number {
  return trusted.includes(address) ? TRUSTED_FACTOR : 1
}

/** Whose address it is: one IPv6 customer has 2^64 of them, all with the same first half. */
export function clientNetwork(address: string): string {
  if (!address.includes(':')) return address
  if (address.includes('.')) return address.slice(address.lastIndexOf(':') + 1)
  const [head = '', tail] = address.toLowerCase().split('::')
  const groups = head.split(':').filter(Boolean)
  const last = (tail ?? '').split(':').filter(Boolean)
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - last.length)
  const all = [...groups, ...Array<string>(zeros).fill('0'), ...last]
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}

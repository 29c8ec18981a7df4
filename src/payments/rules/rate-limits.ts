/** Rate limits for one client address and for all together, within a time window. */
import {
  convertIPv4BinaryToString,
  convertIPv4MappedIPv6ToIPv4,
  convertIPv6ToBinary,
  distinctRemoteAddr,
  isIPv4MappedIPv6,
} from 'hono/utils/ipaddr'
import { parseList } from '../../core/settings.ts'

/** `intents`: new payments and SetupIntents. `codes`: lookups of different promotion codes. */
export type LimitedAction = 'intents' | 'codes'

export interface Limits {
  windowMs: number
  perClient: Readonly<Record<LimitedAction, number>>
  global: Readonly<Record<LimitedAction, number>>
  /** Addresses of the building's own network, where many customers share one address. */
  trusted: readonly string[]
}

/** Vars of the wrangler TOML, with the same names in both Workers. */
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
    perClient: {
      intents: Number(vars.LIMIT_INTENTS_PER_ADDRESS),
      codes: Number(vars.LIMIT_CODES_PER_ADDRESS),
    },
    global: {
      intents: Number(vars.LIMIT_INTENTS_OVER_ALL),
      codes: Number(vars.LIMIT_CODES_OVER_ALL),
    },
    trusted: parseList(vars.TRUSTED_ADDRESSES),
  }
}

export function clientLimit(address: string, what: LimitedAction, limits: Limits): number {
  return limits.perClient[what] * trustFactor(address, limits)
}

export function trustFactor(address: string, limits: Limits): number {
  return isTrusted(address, limits) ? TRUSTED_FACTOR : 1
}

/** The house's own network. It is let in also when everybody together has reached the limit. */
export function isTrusted(address: string, { trusted }: Limits): boolean {
  return trusted.includes(address)
}

/**
 * The network under which an address is counted: an IPv4 address itself, or the first four groups of an
 * IPv6 address (one customer has all 2^64 addresses in it). An IPv4-mapped address counts as its IPv4
 * address. Text that is not an address gives `unknown`; an empty string stays empty. Never throws.
 */
export function clientNetwork(address: string): string {
  if (address === '' || distinctRemoteAddr(address) === 'IPv4') return address
  const binary = binaryOf(address)
  if (binary === null) return 'unknown'
  if (isIPv4MappedIPv6(binary)) {
    return convertIPv4BinaryToString(convertIPv4MappedIPv6ToIPv4(binary))
  }
  return [112n, 96n, 80n, 64n].map((shift) => ((binary >> shift) & 0xffffn).toString(16)).join(':')
}

/** The networks under which an address is counted. One limiter counts all that lie in the largest. */
export interface CountedNetworks {
  largest: string
  /** `key`: the network within the largest. `share`: how many times the limit of one client it has. */
  counted: { key: string; share: number }[]
}

/** Sizes of IPv6 networks that providers give to one customer, in bits, with their shares. */
const IPV6_NETWORKS = [
  { bits: 64n, share: 1 },
  { bits: 56n, share: 2 },
  { bits: 48n, share: 3 },
]
const LARGEST_BITS = 48n

/** `clientNetwork`; of an IPv6 address also its /56 and /48, in which one attacker may have many /64s. */
export function countedNetworks(address: string): CountedNetworks {
  const network = clientNetwork(address)
  const binary = network.includes(':') ? binaryOf(address) : null
  if (binary === null) return { largest: network, counted: [{ key: 'own', share: 1 }] }
  const within = binary & ((1n << (128n - LARGEST_BITS)) - 1n)
  return {
    largest: `${(binary >> (128n - LARGEST_BITS)).toString(16)}/${LARGEST_BITS}`,
    counted: IPV6_NETWORKS.map(({ bits, share }) => ({
      key: `${(within >> (128n - bits)).toString(16)}/${bits}`,
      share,
    })),
  }
}

/** The 128 bits of an IPv6 address; `null` if the text is not one. */
function binaryOf(address: string): bigint | null {
  try {
    return convertIPv6ToBinary(address)
  } catch {
    // It throws only if the text is not an address.
    return null
  }
}

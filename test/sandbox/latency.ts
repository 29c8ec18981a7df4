/** Added latency per vendor, applied before a call is handled. */
import { VENDORS, type VendorName } from './vendors.ts'

export interface Latency {
  of(vendor: VendorName): number
  /** For one vendor, or for all of them. */
  set(ms: number, vendor?: VendorName): void
}

export function createLatency(): Latency {
  const delays = new Map<VendorName, number>()
  return {
    of: (vendor) => delays.get(vendor) ?? 0,
    set(ms, vendor) {
      for (const each of vendor ? [vendor] : VENDORS) delays.set(each, ms)
    },
  }
}

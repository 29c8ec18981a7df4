/** Instants and clock times of a zone, by Intl alone and apart from the Workers' own arithmetic. */
const formats = new Map<string, Intl.DateTimeFormat>()

/** What a clock of the zone shows: `2026-05-04T09:00:00`. */
export function wallOf(at: number, zone: string): string {
  const known = formats.get(zone)
  const format =
    known ??
    new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
  formats.set(zone, format)
  return format.format(at).replace(' ', 'T')
}

const offsetAt = (at: number, zone: string) =>
  Date.parse(`${wallOf(at, zone)}Z`) - Math.floor(at / 1000) * 1000

/** The instant at which a clock of the zone shows this; in the hour that a spring night skips, the one after. */
export function instantOf(wall: string, zone: string): number {
  const asUtc = Date.parse(`${wall}Z`)
  return asUtc - offsetAt(asUtc - offsetAt(asUtc, zone), zone)
}

/** RFC 3339 in the zone: `2026-05-04T09:00:00-07:00`, and `Z` in UTC. */
export function stamp(at: number, zone: string): string {
  const offset = offsetAt(at, zone) / 60_000
  if (offset === 0) return `${wallOf(at, zone)}Z`
  const two = (value: number) => String(value).padStart(2, '0')
  const size = Math.abs(offset)
  const sign = offset < 0 ? '-' : '+'
  return `${wallOf(at, zone)}${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

export function isZone(value: unknown): value is string {
  if (typeof value !== 'string' || !/^(UTC|[A-Z][A-Za-z_]+\/[A-Za-z0-9_/+-]+)$/.test(value)) {
    return false
  }
  try {
    wallOf(0, value)
    return true
  } catch {
    return false
  }
}

const RFC3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$/

/** A clock time and, if it says one, its instant; null for anything that no calendar has. */
export function readStamp(value: unknown): { wall: string; at: number | null } | null {
  const [whole, wall = '', offset] = RFC3339.exec(String(value)) ?? []
  if (typeof value !== 'string' || !whole) return null
  const asUtc = Date.parse(`${wall}Z`)
  if (Number.isNaN(asUtc) || !new Date(asUtc).toISOString().startsWith(wall)) return null
  const at = offset ? Math.floor(Date.parse(`${wall}${offset}`) / 1000) * 1000 : null
  return Number.isNaN(at) ? null : { wall, at }
}

export const isDay = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\d$/.test(value) &&
  readStamp(`${value}T00:00:00Z`) !== null

/** Reads what a POST carries, and says of every field at once what is wrong with it. */
import type { Context } from 'hono'
import { invalid } from './errors.ts'

export type Fields = Record<string, unknown>

/** v1 accepts one object or an array of them and answers an array (official extension, PlaceOS). */
export async function bodies(c: Context): Promise<Fields[]> {
  // Without a JSON content type the body is not parsed at all: seen in tests of v2.
  const json = /^application\/json/i.test(c.req.header('content-type') ?? '')
  const value: unknown = json ? await c.req.json().catch(() => undefined) : {}
  const all = Array.isArray(value) ? value : [value]
  if (all.length === 0 || !all.every((each) => typeof each === 'object' && each !== null)) {
    throw invalid(['Malformed JSON'])
  }
  return all as Fields[]
}

/** What a field must be; false stands for "may be left out". */
export type Rules = Record<string, [required: boolean, fits: (value: unknown) => boolean, string]>

export function check(fields: Fields, rules: Rules): void {
  const wrong = Object.entries(rules).flatMap(([name, [required, fits, words]]) => {
    const value = fields[name]
    const absent = value === undefined || value === null || value === ''
    if (absent) return required ? [`${name} should not be empty`] : []
    return fits(value) ? [] : [`${name} ${words}`]
  })
  if (wrong.length > 0) throw invalid(wrong)
}

export const isText = (value: unknown) => typeof value === 'string'
export const isTrueOrFalse = (value: unknown) => typeof value === 'boolean'
export const isId = (value: unknown) => typeof value === 'string' && /^[0-9a-f]{24}$/.test(value)

/** ISO 8601, and a day that the calendar has. */
export function isDate(value: unknown): boolean {
  if (typeof value !== 'string') return false
  const [, day] =
    /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/.exec(value) ?? []
  if (!day) return false
  const at = Date.parse(`${day}T00:00:00.000Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day)
}

export const isoDate = (value: unknown) => new Date(String(value)).toISOString()

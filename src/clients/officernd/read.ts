/** One request to OfficeRnD's v1 API and its answer, read as it ought to look. */
import * as z from 'zod/mini'
import type { Day } from '../../core/time.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** @throws VendorError also when the answer does not look as it ought to. */
export type Read = <T>(
  shape: z.ZodMiniType<T>,
  path: string,
  body?: object,
  method?: Method
) => Promise<T>

/** v1 answers a creation with an array of one; not proven for every route, so one object is taken too. */
export function oneOf<T>(shape: z.ZodMiniType<T>) {
  return z.union([
    z.pipe(
      z.tuple([shape]),
      z.transform(([only]) => only)
    ),
    shape,
  ])
}

/** How OfficeRnD writes a day: its midnight as if it were UTC (`2026-04-03T00:00:00.000Z`). */
export function toUtcMidnight(day: Day): string {
  return `${day}T00:00:00.000Z`
}

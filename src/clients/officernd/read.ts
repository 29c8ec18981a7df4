/** One request to OfficeRnD's v1 API, with its response parsed by a schema. */
import * as z from 'zod/mini'
import type { Day } from '../../core/time.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** @throws VendorError also when the response does not match the schema. */
export type Read = <T>(
  shape: z.ZodMiniType<T>,
  path: string,
  body?: object,
  method?: Method
) => Promise<T>

/** v1 answers a creation with an array of one. This is unverified for some routes, so accept one object too. */
export function oneOf<T>(shape: z.ZodMiniType<T>) {
  return z.union([
    z.pipe(
      z.tuple([shape]),
      z.transform(([only]) => only)
    ),
    shape,
  ])
}

/** OfficeRnD's format of a day: midnight in UTC (`2026-04-03T00:00:00.000Z`). */
export function toUtcMidnight(day: Day): string {
  return `${day}T00:00:00.000Z`
}

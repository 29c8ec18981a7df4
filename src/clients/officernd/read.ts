/** The kinds of requests to OfficeRnD's v1 API, with their answers parsed by a schema. */
import * as z from 'zod/mini'
import type { Day } from '../../core/time.ts'
import { VendorError } from '../../core/vendor-error.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** How each part of the client sends its requests. */
export interface Requests {
  /** @throws UnreadableAnswer when the answer does not match the schema. */
  read: <T>(
    shape: z.ZodMiniType<T>,
    path: string,
    body?: object,
    method?: Exclude<Method, 'POST'>
  ) => Promise<T>
  /** All pages of a list. @throws UnreadableAnswer also when the list does not end. */
  list: <T>(shape: z.ZodMiniType<T>, path: string) => Promise<T[]>
  /** @throws VendorError when OfficeRnD did not answer with success. */
  create: <T>(shape: z.ZodMiniType<T>, path: string, body: object) => Promise<Created<T>>
}

/**
 * Something that OfficeRnD has created: it answered with success. What could not be read of the answer
 * is `null`. It must never be created a second time.
 */
export interface Created<T> {
  id: string | null
  record: T | null
}

/** What a record says about being the one that was asked for. */
export type Judgement = 'as-requested' | 'unreadable' | 'other'

const IdShape = z.object({ _id: z.string().check(z.minLength(1)) })

/** v1 answers a creation with an array of one. This is unverified for some routes, so accept one object too. */
export function createdFrom<T>(shape: z.ZodMiniType<T>, json: unknown): Created<T> {
  const answered = Array.isArray(json) ? json : [json]
  if (answered.length !== 1) return { id: null, record: null }
  return {
    id: IdShape.safeParse(answered[0]).data?._id ?? null,
    record: shape.safeParse(answered[0]).data ?? null,
  }
}

/** A value that may be missing or of another type: then it is `undefined`. `null` stays `null`. */
export function lenient<T>(shape: z.ZodMiniType<T>) {
  return z.catch(z.nullish(shape), undefined)
}

/** The id of a related record, which is sent whole or as its id. */
export const Reference = lenient(
  z.union([
    z.string().check(z.minLength(1)),
    z.pipe(
      IdShape,
      z.transform(({ _id }) => _id)
    ),
  ])
)

/** A date as OfficeRnD sends it; only its day counts. */
export const DayShape = lenient(
  z.pipe(
    z.string().check(z.regex(/^\d{4}-\d\d-\d\d/)),
    z.transform((date) => date.slice(0, 10))
  )
)

/** OfficeRnD's format of a day: midnight in UTC (`2026-04-03T00:00:00.000Z`). */
export function toUtcMidnight(day: Day): string {
  return `${day}T00:00:00.000Z`
}

/** `null` for a 404. */
export async function orNull<T>(request: Promise<T>): Promise<T | null> {
  try {
    return await request
  } catch (error) {
    if (error instanceof VendorError && error.status === 404) return null
    throw error
  }
}

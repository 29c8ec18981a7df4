/** One request to OfficeRnD's v1 API and its answer, read as it ought to look. */
import * as z from 'zod/mini'

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

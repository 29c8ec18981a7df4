/** Stripe's list answers: newest first, cut by limit and cursors. */
import { invalid, tooSmall } from './errors.ts'
import type { Kind, Objects, Store } from './store.ts'

interface Range {
  gt?: number
  gte?: number
  lt?: number
  lte?: number
}

export interface Page<T> {
  object: 'list'
  data: T[]
  has_more: boolean
  url: string
}

interface Cursors {
  limit?: number
  starting_after?: string
  ending_before?: string
  created?: Range | number
}

/** https://docs.stripe.com/api/pagination: limit 1 to 100, default 10. */
export function page<K extends Kind>(
  store: Store,
  kind: K,
  params: Cursors,
  fits: (object: Objects[K]) => boolean = () => true
): Page<Objects[K]> {
  const { limit = 10, starting_after: after, ending_before: before } = params
  checkCursors(params)
  const all = store
    .all(kind)
    .filter((one) => !store.hidden.deleted.has(one.id as string))
    .filter((one) => isWithin((one as { created: number }).created, params.created))
    .filter(fits)
    .reverse()
  const place = (id: string, param: string) => {
    store.get(kind, id, param)
    return all.findIndex((one) => one.id === id)
  }
  if (before !== undefined) {
    const end = place(before, 'ending_before')
    const data = all.slice(Math.max(0, end - limit), end)
    return { object: 'list', data, has_more: end > limit, url: '' }
  }
  const start = after === undefined ? 0 : place(after, 'starting_after') + 1
  const data = all.slice(start, start + limit)
  return { object: 'list', data, has_more: start + limit < all.length, url: '' }
}

function checkCursors({ limit, starting_after, ending_before }: Cursors) {
  if (limit !== undefined && limit < 1) throw tooSmall('limit', 1)
  if (limit !== undefined && limit > 100) {
    throw invalid(`This value must be less than or equal to 100 (it currently is '${limit}').`, {
      code: 'parameter_invalid_integer',
      param: 'limit',
    })
  }
  if (starting_after !== undefined && ending_before !== undefined) {
    // Wording unverified.
    throw invalid('You may only specify one of these parameters: starting_after, ending_before.', {
      code: 'parameters_exclusive',
    })
  }
}

export function isWithin(created: number, range: Range | number | undefined): boolean {
  if (range === undefined) return true
  if (typeof range === 'number') return created === range
  const { gt, gte, lt, lte } = range
  return (
    (gt === undefined || created > gt) &&
    (gte === undefined || created >= gte) &&
    (lt === undefined || created < lt) &&
    (lte === undefined || created <= lte)
  )
}

/** Turns stored objects into answers: expands what was asked for, leaves out what is only there on demand. */
import { invalid } from './errors.ts'
import type { Kind, Objects, Store } from './store.ts'

/** `many` finds a sub-list; `onDemand` fields are absent unless expanded; `always null` is not modelled. */
type Field =
  | { is: Kind }
  | { many: Kind; url: string; of(store: Store, ownerId: string): unknown[] }
  | 'on demand'
  | 'always null'

const refundsOf: Field = {
  many: 'refund',
  url: '/v1/charges/:id/refunds',
  of: (store, id) => store.all('refund').filter((refund) => refund.charge === id),
}

/**
 * The fields typed `string | Object` in the package are expandable; those it calls not returned by
 * default are there on demand. https://docs.stripe.com/api/expanding_objects
 */
export const EXPANDABLE: Partial<Record<Kind, Record<string, Field>>> = {
  payment_intent: {
    customer: { is: 'customer' },
    payment_method: { is: 'payment_method' },
    latest_charge: { is: 'charge' },
    application: 'always null',
    on_behalf_of: 'always null',
    review: 'always null',
  },
  setup_intent: {
    customer: { is: 'customer' },
    payment_method: { is: 'payment_method' },
    latest_attempt: { is: 'setup_attempt' },
    application: 'always null',
    on_behalf_of: 'always null',
    single_use_mandate: 'always null',
  },
  setup_attempt: {
    customer: { is: 'customer' },
    payment_method: { is: 'payment_method' },
    setup_intent: { is: 'setup_intent' },
  },
  charge: {
    customer: { is: 'customer' },
    payment_intent: { is: 'payment_intent' },
    refunds: refundsOf,
    application: 'always null',
    balance_transaction: 'always null',
    on_behalf_of: 'always null',
    review: 'always null',
  },
  payment_method: { customer: { is: 'customer' } },
  refund: {
    charge: { is: 'charge' },
    payment_intent: { is: 'payment_intent' },
    payment_method: { is: 'payment_method' },
    customer: { is: 'customer' },
    balance_transaction: 'always null',
  },
  dispute: { charge: { is: 'charge' }, payment_intent: { is: 'payment_intent' } },
  promotion_code: {
    customer: { is: 'customer' },
    'promotion.coupon': { is: 'coupon' },
    'restrictions.currency_options': 'on demand',
  },
  coupon: { applies_to: 'on demand', currency_options: 'on demand' },
  customer: { default_source: 'always null' },
}

type Path = string[]

/** Refuses a path that leads nowhere before any work is done; returns the paths below one object. */
export function readPaths(kind: Kind, isList: boolean, expand: string[] = []): Path[] {
  return expand.map((text) => {
    const path = text.split('.')
    // https://docs.stripe.com/api/expanding_objects: at most four levels.
    if (path.length > 4 + (isList ? 1 : 0)) {
      throw invalid(`You cannot expand more than 4 levels of a property. Property: ${text}`)
    }
    if (!isList) return checked(kind, path, text)
    if (path[0] === 'data') return checked(kind, path.slice(1), text)
    throw invalid(
      `This property cannot be expanded (${text}). You may want to try expanding 'data.${text}' instead.`
    )
  })
}

function checked(kind: Kind, path: Path, text: string): Path {
  let [at, rest]: [Kind, Path] = [kind, path]
  do {
    const [name, field] = fieldAt(at, rest) ?? []
    if (!name || !field) throw invalid(`This property cannot be expanded (${text}).`)
    rest = below(name, rest)
    if (typeof field === 'string') {
      if (rest.length) throw invalid(`This property cannot be expanded (${text}).`)
      break
    }
    if ('many' in field && rest[0] === 'data') rest = rest.slice(1)
    at = 'many' in field ? field.many : field.is
  } while (rest.length)
  return path
}

const below = (name: string, path: Path) => path.slice(name.split('.').length)

const startsWith = (path: Path, name: string) => `${path.join('.')}.`.startsWith(`${name}.`)

const fieldsOf = (kind: Kind): [string, Field][] => Object.entries(EXPANDABLE[kind] ?? {})

const fieldAt = (kind: Kind, path: Path) => fieldsOf(kind).find(([name]) => startsWith(path, name))

/** A copy of the object as the wire shows it. */
export function present<K extends Kind>(store: Store, kind: K, object: Objects[K], paths: Path[]) {
  const shown = structuredClone(object)
  for (const [name, field] of fieldsOf(kind)) {
    const wanted = paths.filter((path) => startsWith(path, name)).map((path) => below(name, path))
    const [holder, key] = spot(shown, name)
    if (!holder || !key) continue
    if (field === 'on demand' && wanted.length === 0) delete holder[key]
    if (typeof field === 'string' || wanted.length === 0) continue
    if ('many' in field) {
      const rest = wanted.map((path) => (path[0] === 'data' ? path.slice(1) : path))
      const data = field
        .of(store, shown.id as string)
        .map((one) => present(store, field.many, one as Objects[Kind], rest))
      const url = field.url.replace(':id', shown.id as string)
      holder[key] = { object: 'list', data: data.reverse(), has_more: false, url }
    } else if (typeof holder[key] === 'string') {
      const found = store.tables[field.is].get(holder[key])
      if (found) holder[key] = present(store, field.is, found as Objects[Kind], wanted)
    }
  }
  return shown
}

function spot(object: object, name: string): [Record<string, unknown> | undefined, string] {
  const keys = name.split('.')
  const last = keys.pop() ?? ''
  let holder = object as Record<string, unknown> | undefined
  for (const key of keys) holder = holder?.[key] as Record<string, unknown> | undefined
  return [holder, last]
}

/** Turns stored objects into answers: expands what was asked for, leaves out what is only there on demand. */
import { invalid } from './errors.ts'
import { EXPANDABLE, type Field } from './expandable.ts'
import type { Kind, Objects, Store } from './store.ts'

type Path = string[]

/** Refuses a path that leads nowhere before any work is done; returns the paths below one object. */
export function readPaths(kind: Kind, isList: boolean, expand: string[] = []): Path[] {
  return expand.map((text) => {
    const path = text.split('.')
    // https://docs.stripe.com/api/expanding_objects: at most four levels, of which `data` is one, as
    // integrators found with data.items.data.price.product.
    if (path.length > 4) {
      throw invalid(`You cannot expand more than 4 levels of a property. Property: ${text}`, {
        code: 'property_expansion_max_depth',
      })
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
    if (isList(field) && rest[0] === 'data') rest = rest.slice(1)
    at = 'many' in field ? field.many : 'holds' in field ? field.holds : field.is
  } while (rest.length)
  return path
}

const isList = (field: Exclude<Field, string>) => 'many' in field || 'list' in field

const below = (name: string, path: Path) => path.slice(name.split('.').length)

const startsWith = (path: Path, name: string) => `${path.join('.')}.`.startsWith(`${name}.`)

const fieldsOf = (kind: Kind): [string, Field][] => Object.entries(EXPANDABLE[kind] ?? {})

const fieldAt = (kind: Kind, path: Path) => fieldsOf(kind).find(([name]) => startsWith(path, name))

/** A copy of the object as the wire shows it. */
export function present<K extends Kind>(store: Store, kind: K, object: Objects[K], paths: Path[]) {
  const shown = copyOf(object)
  for (const [name, field] of fieldsOf(kind)) {
    const wanted = paths.filter((path) => startsWith(path, name)).map((path) => below(name, path))
    const [holder, key] = spot(shown, name)
    if (!holder || !key) continue
    if (field === 'on demand' && wanted.length === 0) delete holder[key]
    if (typeof field !== 'string') unfold(store, { field, holder, key, wanted, id: shown.id })
  }
  return shown
}

/** `structuredClone` for what is nothing but JSON, in a fraction of its time. */
function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyOf) as T
  if (typeof value !== 'object' || value === null) return value
  const copied: Record<string, unknown> = {}
  for (const key in value) copied[key] = copyOf(value[key])
  return copied as T
}

interface Unfolded {
  field: Exclude<Field, string>
  holder: Record<string, unknown>
  key: string
  wanted: Path[]
  id: string | undefined
}

interface Listed {
  data: Objects[Kind][]
}

function unfold(store: Store, { field, holder, key, wanted, id = '' }: Unfolded) {
  const rest = isList(field)
    ? wanted
        .map((path) => (path[0] === 'data' ? path.slice(1) : path))
        .filter(({ length }) => length)
    : wanted
  const shown = (kind: Kind, one: unknown) => present(store, kind, one as Objects[Kind], rest)
  if ('holds' in field) {
    const held = holder[key] as Listed | Objects[Kind] | null
    if (held && 'list' in field) {
      const { data } = held as Listed
      holder[key] = { ...held, data: data.map((one) => shown(field.holds, one)) }
    } else if (held) holder[key] = shown(field.holds, held)
  } else if (wanted.length === 0) return
  else if ('many' in field) {
    const data = field.of(store, id).map((one) => shown(field.many, one))
    const url = field.url.replace(':id', id)
    holder[key] = { object: 'list', data: data.reverse(), has_more: false, url }
  } else {
    const found = (one: unknown) => {
      const object = store.tables[field.is].get(one as string)
      return object ? shown(field.is, object) : one
    }
    const held = holder[key]
    holder[key] = Array.isArray(held)
      ? held.map(found)
      : typeof held === 'string'
        ? found(held)
        : held
  }
}

function spot(object: object, name: string): [Record<string, unknown> | undefined, string] {
  const keys = name.split('.')
  const last = keys.pop() ?? ''
  let holder = object as Record<string, unknown> | undefined
  for (const key of keys) holder = holder?.[key] as Record<string, unknown> | undefined
  return [holder, last]
}

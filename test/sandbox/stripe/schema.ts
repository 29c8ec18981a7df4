/** Checks a request's decoded parameters against the schema made from the official package's types. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isFresh } from './build-schema.ts'
import { invalid } from './errors.ts'
import type { Tree } from './form.ts'
import type { Params } from './params.ts'

interface Node {
  $ref?: string
  type?: string | string[]
  const?: string
  enum?: (string | null)[]
  anyOf?: Node[]
  items?: Node
  properties?: Record<string, Node>
  required?: string[]
  additionalProperties?: boolean | Node
}

interface Schema {
  properties: Record<string, Node>
  definitions: Record<string, Node>
}

let schema: Schema | undefined

function theSchema(): Schema {
  if (!schema) {
    if (!isFresh()) {
      execFileSync(process.execPath, [fileURLToPath(new URL('./build-schema.ts', import.meta.url))])
    }
    schema = JSON.parse(readFileSync(new URL('./schema.json', import.meta.url), 'utf8')) as Schema
  }
  return schema
}

export function check<R extends keyof Params>(route: R, tree: Tree): Params[R] {
  const node = theSchema().properties[route]
  if (!node) throw new Error(`params.ts has no ${route}`)
  return read(node, tree, '') as Params[R]
}

/** TypeScript's `number` does not say which must be integers; these need not be (Coupons.d.ts and others). */
const FRACTIONS = new Set(['percent_off', 'application_fee_percent', 'percentage'])

/** One value may be one of several plain nodes; references, unions and `type` lists are flattened. */
function choices(node: Node): Node[] {
  if (node.$ref) {
    const name = decodeURIComponent(node.$ref.replace('#/definitions/', ''))
    if (name === 'Decimal') return [{ type: 'decimal' }]
    return choices(theSchema().definitions[name] ?? {})
  }
  if (node.anyOf) {
    const all = node.anyOf.flatMap(choices)
    // `| OtherString` only keeps the types open for a newer API; Stripe refuses unknown values.
    const closed = all.some((one) => one.const)
    return closed ? all.filter((one) => !(one.type === 'string' && one.const === undefined)) : all
  }
  if (node.enum) return node.enum.map((value) => (value === null ? { type: 'null' } : one(value)))
  if (Array.isArray(node.type)) return node.type.map((type) => ({ ...node, type }))
  return [node]
}

const one = (value: string): Node => ({ type: 'string', const: value })

function read(node: Node, value: string | Tree, path: string): unknown {
  const all = choices(node)
  return typeof value === 'string' ? readText(all, value, path) : readTree(all, value, path)
}

function readText(all: Node[], value: string, path: string): unknown {
  const has = (type: string) => all.some((one) => one.type === type && one.const === undefined)
  if (value === '') {
    // `Emptyable<T> = null | '' | T` (shared.d.ts): '' unsets, and only there.
    if (has('null') || all.some((one) => one.const === '')) return ''
    throw invalid(
      `You passed an empty string for '${path}'. We assume empty values are an attempt to unset a parameter; however '${path}' cannot be unset. You should remove '${path}' from your request or supply a non-empty value.`,
      { code: 'parameter_invalid_empty', param: path }
    )
  }
  if (all.some((one) => one.const === value) || has('string')) return value
  if (has('boolean') && (value === 'true' || value === 'false')) return value === 'true'
  if (has('decimal') && /^-?\d+(\.\d+)?$/.test(value)) return value
  if (has('number') && numberPattern(path).test(value)) return Number(value)
  throw wrongText(all, value, path)
}

const numberPattern = (path: string) =>
  FRACTIONS.has(path.split(/[[\]]+/).findLast(Boolean) ?? '') ? /^\d+(\.\d+)?$/ : /^-?\d+$/

function wrongText(all: Node[], value: string, path: string) {
  const has = (type: string) => all.some((one) => one.type === type)
  const allowed = all.flatMap((one) => (one.const ? [one.const] : []))
  if (allowed.length > 1) {
    const list = `${allowed.slice(0, -1).join(', ')}, or ${allowed.at(-1)}`
    return invalid(`Invalid ${path}: must be one of ${list}`, { param: path })
  }
  if (allowed.length) return invalid(`Invalid ${path}: must be ${allowed[0]}`, { param: path })
  if (has('number')) {
    const code = 'parameter_invalid_integer'
    return invalid(`Invalid integer: ${value}`, { code, param: path })
  }
  const kind = has('boolean') ? 'boolean' : has('array') ? 'array' : 'object'
  const shown = kind === 'boolean' ? `: ${value}` : ''
  return invalid(`Invalid ${kind}${shown}`, { param: path })
}

function readTree(all: Node[], tree: Tree, path: string): unknown {
  const list = all.find((one) => one.type === 'array')
  const keys = Object.keys(tree)
  if (list?.items && keys.every((key) => /^\d+$/.test(key))) {
    const items = list.items
    keys.sort((a, b) => Number(a) - Number(b))
    return keys.map((key) => read(items, tree[key] ?? '', `${path}[${key}]`))
  }
  const objects = all.filter((one) => one.type === 'object')
  if (objects.length === 0) {
    const kind = list ? 'array' : all.some((one) => one.type === 'number') ? 'integer' : 'string'
    throw invalid(`Invalid ${kind}: ${JSON.stringify(tree)}`, { param: path })
  }
  let refused: unknown
  for (const object of objects) {
    try {
      return readObject(object, tree, path)
    } catch (error) {
      refused ??= error
    }
  }
  throw refused
}

function readObject(node: Node, tree: Tree, path: string): Record<string, unknown> {
  const below = (key: string) => (path ? `${path}[${key}]` : key)
  const rest = typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined
  const nodeOf = (key: string) =>
    node.properties && Object.hasOwn(node.properties, key) ? node.properties[key] : rest
  const unknown = Object.keys(tree).filter((key) => !nodeOf(key))
  if (unknown.length) {
    const names = unknown.map(below)
    const word = names.length > 1 ? 'parameters' : 'parameter'
    throw invalid(`Received unknown ${word}: ${names.join(', ')}`, {
      code: 'parameter_unknown',
      ...(names[0] ? { param: names[0] } : {}),
    })
  }
  const absent = node.required?.find((key) => tree[key] === undefined)
  if (absent !== undefined) {
    const param = below(absent)
    throw invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
  }
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [key, read(nodeOf(key) ?? {}, value, below(key))])
  )
}

/** Reads Stripe's form encoding: `items[0][price]=p` becomes nested objects of strings. */
import { invalid } from './errors.ts'

/** Arrays stay objects keyed '0', '1', … until the schema says which are arrays. */
export interface Tree {
  [name: string]: string | Tree
}

const newTree = (): Tree => Object.create(null)

export function decode(text: string): Tree {
  const root = newTree()
  for (const [name, value] of new URLSearchParams(text)) put(root, keysOf(name), value, name)
  return root
}

function keysOf(name: string): string[] {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name)
  if (!match?.[1]) throw invalid(`Invalid parameter name: ${name}`)
  return [match[1], ...[...(match[2] ?? '').matchAll(/\[([^\]]*)\]/g)].map((key) => key[1] ?? '')]
}

function put(tree: Tree, [first = '', ...rest]: string[], value: string, name: string) {
  // `a[]=x` appends, as Rack's decoder has it.
  const key = first === '' ? String(Object.keys(tree).length) : first
  if (rest.length === 0) {
    tree[key] = value
    return
  }
  tree[key] ??= newTree()
  const below = tree[key]
  if (typeof below === 'string') throw invalid(`Invalid parameter: ${name}`)
  put(below, rest, value, name)
}

/** The same parameters in another order are the same request. */
export function canonical(tree: Tree): string {
  const sorted = (node: string | Tree): unknown =>
    typeof node === 'string'
      ? node
      : Object.keys(node)
          .sort()
          .map((key) => [key, sorted(node[key] ?? '')])
  return JSON.stringify(sorted(tree))
}

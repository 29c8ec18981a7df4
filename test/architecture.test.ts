/** The shape of the code, kept by a test: who may know whom, what is pure, how long things are. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const sources = globSync('src/**/*.ts', { cwd: ROOT }).filter((file) => !file.endsWith('.d.ts'))

const TRACKS = ['passes', 'memberships', 'rooms']

/** A folder may import from itself and from these; no track imports another. */
const MAY_IMPORT: Record<string, string[]> = {
  core: [],
  clients: ['core'],
  payments: ['clients', 'core'],
  operations: ['payments', 'clients', 'core'],
  passes: ['operations', 'payments', 'clients', 'core'],
  memberships: ['operations', 'payments', 'clients', 'core'],
  rooms: ['operations', 'payments', 'clients', 'core'],
  workers: [...TRACKS, 'operations', 'payments', 'clients', 'core'],
  browser: ['core'],
}

/** Packages that a folder may import. */
const PACKAGES: Record<string, RegExp> = {
  core: /^@date-fns\/tz$/,
  clients: /^(jose|stripe|zod\/mini)$/,
  payments: /^(stripe|zod\/mini|hono\/html|hono\/utils\/ipaddr)$/,
  operations: /^stripe$/,
  passes: /^(stripe|zod\/mini)$/,
  memberships: /^(stripe|zod\/mini)$/,
  rooms: /^(stripe|ical-generator|zod\/mini)$/,
  workers: /^(hono|hono\/.*|zod\/mini|stripe|cloudflare:workers|node:async_hooks)$/,
  browser: /^(@stripe\/stripe-js|cally)$/,
}

interface Import {
  from: string
  /** A file under `src/`, or a package. */
  target: string
  isType: boolean
}

const folderOf = (file: string) => file.split('/')[1] ?? ''

function importsOf(file: string): Import[] {
  const code = read(file)
  const found = code.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gms)
  const dynamic = code.matchAll(/\bimport(\()\s*'([^']+)'/g)
  return [...found, ...[...dynamic].map(([, , target]) => ['', '', target])].map(
    ([, type, target = '']) => ({
      from: file,
      target: target.startsWith('.')
        ? relative(ROOT, resolve(ROOT, dirname(file), target))
        : target,
      isType: Boolean(type),
    })
  )
}

const imports = sources.flatMap(importsOf)

/** Page scripts may import a track's rules, and the types of its contract. */
const isPageVisible = ({ target, isType }: Import) =>
  /^src\/\w+\/rules\//.test(target) || (isType && /^src\/\w+\/contract\.ts$/.test(target))

test('imports run downward only, and no track imports another', () => {
  const wrong = imports.filter((one) => {
    const [from, to] = [folderOf(one.from), folderOf(one.target)]
    if (!one.target.startsWith('src/')) return !PACKAGES[from]?.test(one.target)
    if (from === to || MAY_IMPORT[from]?.includes(to)) return false
    return !(from === 'browser' && isPageVisible(one))
  })
  expect(wrong).toEqual([])
})

test('outside a track only its index, its contract and, in the browser, its rules are used', () => {
  const isInside = ({ from, target }: Import) =>
    TRACKS.includes(folderOf(target)) && folderOf(from) !== folderOf(target)
  const wrong = imports.filter(
    (one) =>
      isInside(one) &&
      !/^src\/\w+\/(index|contract)\.ts$/.test(one.target) &&
      !(folderOf(one.from) === 'browser' && isPageVisible(one))
  )
  expect(wrong).toEqual([])
})

test('no import leads in a circle; imports of types count', () => {
  const next = Map.groupBy(
    imports.filter(({ target }) => target.startsWith('src/')),
    ({ from }) => from
  )
  const done = new Set<string>()
  const circles: string[][] = []
  function visit(file: string, path: string[]): void {
    const at = path.indexOf(file)
    if (at >= 0) circles.push([...path.slice(at), file])
    if (at >= 0 || done.has(file)) return
    for (const { target } of next.get(file) ?? []) visit(target, [...path, file])
    done.add(file)
  }
  for (const file of sources) visit(file, [])
  expect(circles).toEqual([])
})

test('zod stands in clients, contracts and the HTTP middleware, Cloudflare’s module in workers', () => {
  const wrong = imports.filter(({ from, target }) => {
    if (target.startsWith('zod'))
      return !/^src\/(clients|workers\/http)\/|\/contract\.ts$/.test(from)
    return target === 'cloudflare:workers' && folderOf(from) !== 'workers'
  })
  expect(wrong).toEqual([])
})

test('tracks and payments take Stripe’s types, never the package itself', () => {
  const wrong = imports.filter(
    ({ from, target, isType }) =>
      target === 'stripe' && !isType && !['clients', 'workers'].includes(folderOf(from))
  )
  expect(wrong).toEqual([])
})

test('core and rules know no clock, no network, no chance and no environment', () => {
  const impure =
    /\bDate\.now\b|new Date\(\)|\bfetch\(|Math\.random|process\.|setTimeout|localStorage/
  const isPure = (file: string) => /^src\/core\/|^src\/\w+\/rules\//.test(file)
  expect(sources.filter((file) => isPure(file) && impure.test(read(file)))).toEqual([])
})

test('flows read the time from their context', () => {
  const isFlow = (file: string) => ['payments', 'operations', ...TRACKS].includes(folderOf(file))
  const wrong = sources.filter(
    (file) => isFlow(file) && /\bDate\.now\b|new Date\(\)/.test(read(file))
  )
  expect(wrong).toEqual([])
})

test('no file is over 300 lines, the median is under 100', () => {
  const lengths = sources.map((file) => ({ file, lines: read(file).split('\n').length - 1 }))
  expect(lengths.filter(({ lines }) => lines > 300)).toEqual([])
  const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b)
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(100)
})

test('no function is over 50 lines', () => {
  const long = sources.flatMap((file) => longFunctions(file, read(file)))
  expect(long).toEqual([])
})

/**
 * Counts from a line that opens a function to the line with the same indentation that closes it. A
 * function that ends by returning an object of functions only holds them; each of them is counted.
 */
function longFunctions(file: string, text: string): string[] {
  const lines = text.split('\n')
  return lines.flatMap((line, at) => {
    const opens =
      /^(\s*)(?:export )?(?:(?:async )?function \w+|(?:async )?\w+\(.*\).*\{$|const \w+ = (?:async )?\([^()]*\)(?:: [^=]+)? => \{$)/.exec(
        line
      )
    if (!opens) return []
    const indent = opens[1] ?? ''
    const close = lines.findIndex((other, index) => index > at && other === `${indent}}`)
    const holds = lines.slice(at, close).includes(`${indent}  return {`)
    return close - at > 50 && !holds ? [`${file}:${at + 1}`] : []
  })
}

test('every file opens with a sentence of its own', () => {
  const wrong = sources.filter((file) => !/^\/\*\*/.test(read(file)))
  expect(wrong).toEqual([])
})

test('nothing in src knows that it is being tested', () => {
  const wrong = sources.filter((file) =>
    /NODE_ENV|vitest|sandbox\b.*\?|isTest/i.test(stripped(file))
  )
  expect(wrong).toEqual([])
})

function stripped(file: string): string {
  return read(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
}

test.each([
  ['checkout', 'CheckoutVars', 'CheckoutSecrets'],
  ['bookings', 'BookingsVars', 'BookingsSecrets'],
])(
  'the %s TOML gives exactly the vars and secrets that vars.ts promises',
  (worker, vars, secrets) => {
    const toml = read(`wrangler.${worker}.toml`)
    const promised = (name: string) =>
      [
        ...block(read(`src/workers/${worker}/vars.ts`), `interface ${name} {`).matchAll(
          /^ {2}(\w+):/gm
        ),
      ].map(([, key]) => key)
    const given = [...block(toml, '[vars]', '\n[').matchAll(/^(\w+) =/gm)].map(([, key]) => key)
    const required = [...block(toml, 'required = [', ']').matchAll(/"(\w+)"/g)].map(
      ([, key]) => key
    )
    expect(given.sort()).toEqual(promised(vars).sort())
    expect(required.sort()).toEqual(promised(secrets).sort())
  }
)

function block(text: string, from: string, to = '\n}'): string {
  const start = text.indexOf(from)
  return text.slice(start, text.indexOf(to, start + from.length))
}

test('the lock names every package of every platform: npm ci refuses one that does not', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>
  }
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => {
      return !packages[`${path}/node_modules/${name}`] && !packages[`node_modules/${name}`]
    })
  )
  expect(missing).toEqual([])
})

/** The shape of the code, kept by a test: who may know whom, what is pure, how long things are. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const sources = globSync('src/**/*.ts', { cwd: ROOT }).filter((file) => !file.endsWith('.d.ts'))

/** A folder may import from itself and from those to its right. */
const MAY_IMPORT: Record<string, string[]> = {
  workers: ['durable', 'flows', 'clients', 'rules'],
  durable: ['flows', 'clients', 'rules'],
  flows: ['clients', 'rules'],
  clients: ['rules'],
  rules: [],
  browser: ['rules'],
}

/** Packages that may be asked for from a folder, beyond those that are pure. */
const PACKAGES: Record<string, RegExp> = {
  workers: /^(hono|hono\/.*|zod\/mini|stripe)$/,
  durable: /^cloudflare:workers$/,
  flows: /^(stripe|ts-ics|hono\/html)$/,
  clients: /^(jose|stripe|zod\/mini)$/,
  rules: /^(@date-fns\/tz|hono\/utils\/ipaddr)$/,
  browser: /^(@stripe\/stripe-js|cally)$/,
}

interface Import {
  from: string
  folder: string
  target: string
  typeOnly: boolean
}

function importsOf(file: string): Import[] {
  const found = read(file).matchAll(/^(?:import|export)\s+(type\s)?[^'"]*?from\s+'([^']+)'/gms)
  return [...found].map(([, type, target = '']) => ({
    from: file,
    folder: file.split('/')[1] ?? '',
    target,
    typeOnly: Boolean(type),
  }))
}

test('the arrows: workers → durable → flows → clients → rules, browser → rules', () => {
  const wrong = sources.flatMap(importsOf).filter(({ from, folder, target, typeOnly }) => {
    if (!target.startsWith('.')) return !PACKAGES[folder]?.test(target)
    const to = relative(ROOT, resolve(ROOT, dirname(from), target)).split('/')
    if (to[0] !== 'src') return true
    // The page's scripts know the Worker's answers by their types alone.
    if (folder === 'browser' && to[1] === 'workers')
      return !typeOnly || !/^(room-)?contract.ts$/.test(to[2] ?? '')
    return to[1] !== folder && !MAY_IMPORT[folder]?.includes(to[1] ?? '')
  })
  expect(wrong).toEqual([])
})

test('flows take Stripe’s types, never the package itself', () => {
  const wrong = sources
    .flatMap(importsOf)
    .filter(
      ({ folder, target, typeOnly }) => folder === 'flows' && target === 'stripe' && !typeOnly
    )
  expect(wrong).toEqual([])
})

test('rules know no clock, no network, no chance and no environment', () => {
  const impure =
    /\bDate\.now\b|new Date\(\)|\bfetch\(|Math\.random|process\.|setTimeout|localStorage/
  const wrong = sources.filter((file) => file.startsWith('src/rules/') && impure.test(read(file)))
  expect(wrong).toEqual([])
})

test('flows read the time from their world', () => {
  const wrong = sources.filter((file) => {
    return file.startsWith('src/flows/') && /\bDate\.now\b|new Date\(\)/.test(read(file))
  })
  expect(wrong).toEqual([])
})

test('no file is over 200 lines, the median is under 90', () => {
  const lengths = sources.map((file) => ({ file, lines: read(file).split('\n').length - 1 }))
  expect(lengths.filter(({ lines }) => lines > 200)).toEqual([])
  const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b)
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(90)
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
    const opens = /^(\s*)(?:export )?(?:(?:async )?function \w+|(?:async )?\w+\(.*\).*\{$)/.exec(
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
      [...block(read('src/durable/vars.ts'), `interface ${name} {`).matchAll(/^ {2}(\w+):/gm)].map(
        ([, key]) => key
      )
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

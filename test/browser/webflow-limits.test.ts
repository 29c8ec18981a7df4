/** What is pasted into Webflow fits, and every name that one script expects another one sets. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { PASS_REFUND_POLICY } from '../../src/passes/rules/catalog.ts'
import { ROOM_REFUND_POLICY } from '../../src/rooms/rules/cancellation.ts'

const SOURCES = new URL('../../src/browser/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, SOURCES), 'utf8')

const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
const pasted = files.filter((name) => name.startsWith('webflow/'))
const embeds = pasted.filter((name) => name.endsWith('.html'))
const siteScripts = pasted.filter((name) => name.endsWith('.js'))
const modules = files.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))

test.each(embeds)('%s has at most 10,000 characters', (name) => {
  expect(read(name).length).toBeLessThanOrEqual(10_000)
})

test.each(siteScripts)('%s has at most 2,000 characters', (name) => {
  expect(read(name).length).toBeLessThanOrEqual(2_000)
})

describe('the window contract', () => {
  const names = (text: string, pattern: RegExp) =>
    [...text.matchAll(pattern)].map(([, name]) => name)
  const set = [...modules, ...embeds].flatMap((name) => names(read(name), /window\.(_\w+) = /g))

  test.each(siteScripts)('%s uses only names that are set', (name) => {
    const used = new Set(names(read(name), /\b(?:w|window)\.(_\w+)/g))
    expect(used.size).toBeGreaterThan(0)
    expect([...used].filter((one) => !set.includes(one))).toEqual([])
  })

  test('the documented names are all there', () => {
    for (const name of ['_S', '_validate', '_complete', '_promo', '_autoPromo'])
      expect(set).toContain(name)
  })
})

test('no publishable key is invented', () => {
  for (const name of ['checkout', 'purchase', 'booking'])
    expect(read(`webflow/${name}-embed.html`)).toContain('data-stripe-key="pk_live_UNCONFIRMED"')
  for (const name of pasted) expect(read(name)).not.toMatch(/pk_(live|test)_(?!UNCONFIRMED)/)
})

/** An embed's own rules, words and places aside, its style and its script are the other one's too. */
describe('twins', () => {
  const block = (name: string, mark: string) => {
    const text = read(`webflow/${name}-embed.html`)
    const at = text.indexOf(mark)
    expect(at, name).toBeGreaterThan(0)
    return text.slice(at, text.indexOf('</', at))
  }

  test.each([
    ['checkout', 'purchase', '/* The same in all selling embeds. */'],
    ['checkout', 'booking', '/* The same in all selling embeds. */'],
    ['checkout', 'purchase', '/* The same in all selling embeds: '],
    ['checkout', 'booking', '/* The same in all selling embeds: '],
    ['checkout', 'purchase', '/* The same in both embeds with a promo code. */'],
    ['join-confirmation', 'booking-confirmation', '.lt-outcome {'],
    ['join-confirmation', 'purchase-confirmation', '.lt-outcome {'],
  ])('%s and %s: %s', (one, other, mark) => {
    expect(block(one, mark)).toBe(block(other, mark))
  })
})

test.each([
  ['purchase', PASS_REFUND_POLICY],
  ['booking', ROOM_REFUND_POLICY],
])('%s: the refund policy is the one in src', (name, policy) => {
  expect(read(`webflow/${name}-embed.html`).replace(/\s+/g, ' ')).toContain(policy)
})

test("a room's page loads its script from one Worker and talks to the other", () => {
  const [tag = ''] =
    /<script defer[^>]*booking\.js[^>]*>/.exec(read('webflow/booking-embed.html')) ?? []
  expect(tag).toContain('src="https://labour-temple-checkout.labourtemple.workers.dev/booking.js"')
  expect(tag).toContain('data-worker="https://labour-temple-bookings.labourtemple.workers.dev"')
})

/** KB; the rooms' calendar, an npm package, is 8.7 of them; the closed days are 1.1 of purchase.js. */
test.each([
  ['checkout', 4.7],
  ['purchase', 6],
  ['booking', 19],
  ['confirmation', 5.1],
  ['turnstile', 0.9],
])('%s.js is at most %d KB as it is sent', async (name, mostKb) => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`${name}.ts`, SOURCES))],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2020',
    write: false,
  })
  const [file] = outputFiles
  expect(brotliCompressSync(file?.contents ?? '').length).toBeLessThanOrEqual(mostKb * 1024)
})

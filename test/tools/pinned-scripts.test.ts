/** Scripts under their hash, embeds with integrity, and the policy that the documents show. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { inlineHashes, pin, policyFor, withPinned } from '../../tools/pinned-scripts.ts'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const EMBEDS = readdirSync(new URL('src/browser/webflow/', root)).filter((name) =>
  name.endsWith('.html')
)
const CHECKOUT = 'https://labour-temple-checkout.labourtemple.workers.dev'
const BOOKINGS = 'https://labour-temple-bookings.labourtemple.workers.dev'
const bytes = (text: string) => new TextEncoder().encode(text)
const NAMES = ['checkout', 'purchase', 'booking', 'confirmation', 'turnstile']
const SCRIPTS = Object.fromEntries(NAMES.map((name) => [name, pin(name, bytes(name))]))

test('a name and an integrity follow the content', () => {
  // `printf alert | openssl dgst -sha384 -binary | base64` and `printf alert | sha256sum`
  expect(pin('purchase', bytes('alert'))).toEqual({
    path: 'pinned/purchase.df905058dd67a409.js',
    integrity: 'sha384-nOir8ha5qWAN0rJEgRU1akEoMfttINSt8xH94lyyPinWtGV1dfaKRFB717w/wFDt',
  })
  expect(pin('purchase', bytes('other')).path).not.toBe(pin('purchase', bytes('alert')).path)
})

test.each(EMBEDS)('%s: its script of ours, and nothing else, is pinned, and it fits', (name) => {
  const html = read(`src/browser/webflow/${name}`)
  const pinned = withPinned(html, SCRIPTS)
  expect(pinned.length).toBeLessThanOrEqual(10_000)
  const ours = [...pinned.matchAll(/<script [^>]*src="https:\/\/labour-temple[^>]*>/g)].map(
    ([tag]) => tag
  )
  expect(ours).toHaveLength(1)
  expect(ours[0]).toMatch(
    /^<script defer src="https:\/\/labour-temple-checkout\.labourtemple\.workers\.dev\/pinned\/\w+\.[0-9a-f]{16}\.js" integrity="sha384-[\w+/]{64}" crossorigin="anonymous"/
  )
  const unpinned = pinned.replace(
    /\/pinned\/(\w+)\.\w+\.js" integrity="[^"]+" crossorigin="anonymous"( data-turnstile="[^"]+")?/g,
    '/$1.js"'
  )
  expect(unpinned).toBe(html)
})

test('all selling embeds have the same inline script, so that one hash is enough', () => {
  const hashes = EMBEDS.flatMap((name) => inlineHashes(read(`src/browser/webflow/${name}`)))
  expect(hashes).toHaveLength(3)
  expect(new Set(hashes).size).toBe(1)
})

test('the policy in docs/security.md is the one that is built', () => {
  const policy = policyFor({
    ...{ checkout: CHECKOUT, bookings: BOOKINGS },
    inlineHashes: ["'sha256-…'"],
  })
  expect(read('docs/security.md').replace(/\s+/g, ' ')).toContain(policy)
  const withTurnstile = policyFor({
    ...{ checkout: CHECKOUT, bookings: BOOKINGS, hasTurnstile: true },
    inlineHashes: ["'sha256-…'"],
  })
  expect(withTurnstile.split('https://challenges.cloudflare.com')).toHaveLength(3)
})

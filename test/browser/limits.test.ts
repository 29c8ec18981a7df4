/** What is pasted into Webflow fits, and every name that one script expects another one sets. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

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
    for (const name of ['_S', '_validate', '_complete', '_promo']) expect(set).toContain(name)
  })
})

test('no publishable key is invented', () => {
  expect(read('webflow/purchase-embed.html')).toContain('data-stripe-key="pk_live_UNCONFIRMED"')
  for (const name of pasted) expect(read(name)).not.toMatch(/pk_(live|test)_(?!UNCONFIRMED)/)
})

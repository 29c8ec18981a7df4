/**
 * The last step of `npm run build`: puts the checksums right in `src/browser/webflow/`, copies each page script to `public/pinned/` under a name with its hash,
 * and writes the embeds that name these copies, with their integrity, to `pinned-embeds/`. Copies of earlier
 * builds stay: a page goes on with the embed that is pasted there until the next one is.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { inlineHashes, PAGE_SCRIPTS, pin, policyFor, withPinned } from './pinned-scripts.ts'
import { EMBED_LENGTH, withChecksum } from './webflow/pasted-code.ts'

const CHECKOUT = 'https://labour-temple-checkout.labourtemple.workers.dev'
const BOOKINGS = 'https://labour-temple-bookings.labourtemple.workers.dev'

const root = new URL('../', import.meta.url)
const embeds = new URL('src/browser/webflow/', root)
const target = new URL('pinned-embeds/', root)
mkdirSync(new URL('public/pinned/', root), { recursive: true })
mkdirSync(target, { recursive: true })

const scripts = Object.fromEntries(
  PAGE_SCRIPTS.map((name) => {
    const content = readFileSync(new URL(`public/${name}.js`, root))
    const pinned = pin(name, content)
    writeFileSync(new URL(`public/${pinned.path}`, root), content)
    return [name, pinned]
  })
)

// Whoever has changed a file that is pasted need not compute its checksum.
for (const name of readdirSync(embeds).filter((file) => /\.(html|js)$/.test(file))) {
  const text = readFileSync(new URL(name, embeds), 'utf8')
  const right = withChecksum(text)
  if (right !== text) writeFileSync(new URL(name, embeds), right)
}

const tags: string[] = []
const hashes = new Set<string>()
for (const name of readdirSync(embeds).filter((file) => file.endsWith('.html'))) {
  const html = readFileSync(new URL(name, embeds), 'utf8')
  const pinned = withPinned(html, scripts)
  if (pinned.length > EMBED_LENGTH) throw new Error(`${name} has ${pinned.length} characters`)
  writeFileSync(new URL(name, target), pinned)
  tags.push(`${name}: ${pinned.split('\n').find((line) => line.includes('integrity=')) ?? ''}`)
  for (const one of inlineHashes(html)) hashes.add(one)
}

const policy = policyFor({ checkout: CHECKOUT, bookings: BOOKINGS, inlineHashes: [...hashes] })
writeFileSync(new URL('content-security-policy.txt', target), `${policy}\n`)

// `npm run -s build`, which every other script begins with, prints nothing.
if (process.env.npm_config_loglevel !== 'silent') {
  console.info(
    ['Embeds with pinned scripts, written to pinned-embeds/ (docs/security.md):', ...tags].join(
      '\n'
    )
  )
  console.info(`Content-Security-Policy: ${policy}`)
}

/** What is pasted into Webflow: names, places, limits, and the checksum by which a pasted copy is known. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** Characters of a Code Embed, by the documents; and of a registered inline script, by Webflow's API. */
export const EMBED_LENGTH = 10_000
export const SITE_SCRIPT_LENGTH = 2_000

export interface Embed {
  /** The file's name without `.html`, such as `purchase-embed`. */
  name: string
  /** The id of its box on the page. */
  boxId: string
  /** The page script that it loads, without `.js`. */
  script: 'checkout' | 'purchase' | 'booking' | 'confirmation'
  goesTo: string
}

export const EMBEDS: readonly Embed[] = [
  {
    ...{ name: 'checkout-embed', boxId: 'checkout', script: 'checkout' },
    goesTo:
      'the Code Embed of the Memberships template, between the checkout-* fields and join-btn, in the block that is shown when Purchase Type is "Subscription"',
  },
  {
    ...{ name: 'purchase-embed', boxId: 'purchase', script: 'purchase' },
    goesTo:
      'the Code Embed of the Memberships template, between the purchase-* fields and buy-btn, in the block that is shown when Purchase Type is "One-Time"',
  },
  {
    ...{ name: 'booking-embed', boxId: 'booking', script: 'booking' },
    goesTo: 'a Code Embed on the page of each meeting room, outside every form block',
  },
  {
    ...{ name: 'join-confirmation-embed', boxId: 'join-outcome', script: 'confirmation' },
    goesTo: 'a Code Embed on /join-confirmation',
  },
  {
    ...{ name: 'purchase-confirmation-embed', boxId: 'purchase-outcome', script: 'confirmation' },
    goesTo: 'a Code Embed on /purchase-confirmation',
  },
  {
    ...{ name: 'booking-confirmation-embed', boxId: 'booking-outcome', script: 'confirmation' },
    goesTo: 'a Code Embed on /meeting-booking-confirmation',
  },
]

export type SiteScript = (typeof SITE_SCRIPTS)[number]
export const SITE_SCRIPTS = [
  'stripe_checkout_v20',
  'stripe_purchase_v1',
  'stripe_booking_v1',
] as const

const FOLDER = new URL('../../src/browser/webflow/', import.meta.url)

export const readEmbed = (name: string): string =>
  readFileSync(new URL(`${name}.html`, FOLDER), 'utf8')
export const readSiteScript = (name: string): string =>
  readFileSync(new URL(`${name}.js`, FOLDER), 'utf8')

/** The file's own name and 16 hexadecimal digits: `<!-- purchase-embed 0123… -->`. */
const EMBED_COMMENT = /<!-- ([a-z-]+-embed) ([0-9a-f]{16}) -->/
const SCRIPT_COMMENT = /\/\* (stripe_\w+) ([0-9a-f]{16}) \*\//

/** Of all but the comment itself, however lines end. */
export function checksumOf(text: string): string {
  const rest = text.replace(EMBED_COMMENT, '').replace(SCRIPT_COMMENT, '')
  return createHash('sha256').update(oneSpaced(rest)).digest('hex').slice(0, 16)
}

/** The checksum that a copy carries; `null` when it carries none under this name. */
export function carriedBy(text: string, name: string): string | null {
  for (const comment of [EMBED_COMMENT, SCRIPT_COMMENT]) {
    const all = [...text.matchAll(new RegExp(comment, 'g'))]
    const [, , checksum] = all.find(([, of]) => of === name) ?? []
    if (checksum) return checksum
  }
  return null
}

/** A file's text with the checksum in it that is right for it. */
export function withChecksum(text: string): string {
  const checksum = checksumOf(text)
  return text
    .replace(EMBED_COMMENT, (_, name) => `<!-- ${name} ${checksum} -->`)
    .replace(SCRIPT_COMMENT, (_, name) => `/* ${name} ${checksum} */`)
}

/** Last line of an embed, so that one that was cut off is seen. */
export const endOf = (name: string): string => `<!-- end of ${name} -->`

export const oneSpaced = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** What is wrong with the code that is pasted into one public page. Pure: the page's HTML goes in, words come out. */
import { PLAN_CONFIG } from '../../src/memberships/rules/plans.ts'
import { PRODUCT_CONFIG } from '../../src/passes/rules/catalog.ts'
import {
  carriedBy,
  EMBEDS,
  type Embed,
  endOf,
  oneSpaced,
  SITE_SCRIPTS,
  type SiteScript,
} from './pasted-code.ts'
import type { Verdict } from './publishable-key.ts'

export interface PageSource {
  url: string
  html: string
  /** Texts of the site scripts that the page loads, in its order; more than one where it is loaded twice. */
  siteScripts: Readonly<Partial<Record<SiteScript, readonly string[]>>>
}

export interface Expected {
  /** Name of an embed or a site script → its text in the code. */
  code(name: string): string
  /** Origins of the two Workers. */
  checkout: string
  bookings: string
  keyVerdict(key: string): Verdict
  /** Script → the path of the pinned copy that the Worker serves at present, such as `pinned/purchase.0123….js`. */
  pinnedPaths: Readonly<Record<string, string>>
}

interface PageKind {
  /** The embed without which the page does not do what it is for. */
  embed: string
  siteScripts: readonly SiteScript[]
  /** The plan-slug that must be bound. */
  plan?: string
}

const MEMBERSHIP_SCRIPTS = ['stripe_checkout_v20', 'stripe_purchase_v1'] as const

/** What a page is for, by its path; `null` for a page that sells nothing. */
export function kindOf(url: string): PageKind | null {
  const [area = '', slug = ''] = new URL(url).pathname.split('/').filter(Boolean)
  if (area === 'memberships' && slug)
    return Object.hasOwn(PRODUCT_CONFIG, slug)
      ? { embed: 'purchase-embed', siteScripts: MEMBERSHIP_SCRIPTS }
      : { embed: 'checkout-embed', siteScripts: MEMBERSHIP_SCRIPTS, plan: slug }
  if (area === 'meeting-rooms' && slug)
    return { embed: 'booking-embed', siteScripts: ['stripe_booking_v1'] }
  const confirmation: Record<string, string> = {
    'join-confirmation': 'join-confirmation-embed',
    'purchase-confirmation': 'purchase-confirmation-embed',
    'meeting-booking-confirmation': 'booking-confirmation-embed',
  }
  const embed = confirmation[area]
  return embed ? { embed, siteScripts: [] } : null
}

export function wrongOn(page: PageSource, expected: Expected): string[] {
  const kind = kindOf(page.url)
  const found = EMBEDS.flatMap((embed) => {
    const copies = copiesOf(page.html, embed)
    if (copies.length === 0)
      return embed.name === kind?.embed ? [`the ${wordsOf(embed.name)} is not on the page`] : []
    const plan = embed.name === kind?.embed ? kind.plan : undefined
    return copies.flatMap((copy) => wrongWith(copy, { embed, expected, plan }))
  })
  return [...new Set([...found, ...wrongScripts(page, kind?.siteScripts ?? [], expected)])]
}

/** `purchase embed`, `purchase confirmation embed` */
const wordsOf = (name: string) => name.replaceAll('-', ' ')

interface Copy {
  /** Where it begins in the page. */
  at: number
  checksum: string | null
  /** From its first comment to its last one; what is left of the page where it has no end. */
  text: string
  isWhole: boolean
}

function copiesOf(html: string, { name, boxId }: Embed): Copy[] {
  const starts = [...html.matchAll(new RegExp(`<!-- ${name} [0-9a-f]+ -->`, 'g'))]
  const carrying = starts.map(({ index }, nth): Copy => {
    const until = html.slice(index, starts[nth + 1]?.index)
    const end = until.indexOf(endOf(name))
    return {
      at: index,
      checksum: carriedBy(until, name),
      text: end < 0 ? until : until.slice(0, end + endOf(name).length),
      isWhole: end >= 0,
    }
  })
  const boxes = [...html.matchAll(/<\w+ [^>]*\bclass="lt-(?:sale|outcome)\b[^>]*>/g)].filter(
    ([tag]) => tag.includes(` id="${boxId}"`)
  )
  const bare = boxes.filter(({ index }) => !carrying.some((one) => isWithin(one, index)))
  return [
    ...carrying,
    ...bare.map(({ index }) => ({
      at: index,
      checksum: null,
      text: html.slice(index),
      isWhole: false,
    })),
  ]
}

const isWithin = ({ at, text }: Copy, index: number) => index > at && index < at + text.length

interface Context {
  embed: Embed
  expected: Expected
  plan: string | undefined
}

function wrongWith(copy: Copy, { embed, expected, plan }: Context): string[] {
  const pasted = `the pasted ${wordsOf(embed.name)}`
  return [
    ...wrongText(copy, embed, expected).map((words) => `${pasted} ${words}`),
    ...wrongAttributes(copy.text, embed, { expected, plan }),
  ]
}

/** At most one remark on the text, for an old copy is other in all, and then what it loads. */
function wrongText({ checksum, text, isWhole }: Copy, embed: Embed, expected: Expected): string[] {
  const { name, script } = embed
  if (checksum === null) return ['carries no checksum: paste the one of `npm run webflow`']
  if (!isWhole) return ['is cut off: its last line is missing']
  const code = expected.code(name)
  if (checksum !== carriedBy(code, name)) return ['is older than the code']
  const from = new RegExp(`src="(https?://[^/"]+)/(pinned/${script}\\.\\w+|${script})\\.js"`)
  const [, origin = '', path = ''] = from.exec(text) ?? []
  const worker = /data-worker="([^"]*)"/.exec(text)?.[1]
  const current = expected.pinnedPaths[script]
  const changed = comparable(text) !== comparable(code)
  return [
    ...(origin && origin !== expected.checkout
      ? [`loads ${script}.js from ${origin}, not from ${expected.checkout}`]
      : []),
    ...(worker !== undefined && worker !== expected.bookings
      ? [`sends bookings to ${worker}, not to ${expected.bookings}`]
      : []),
    ...(path.startsWith('pinned/') && current && `${path}.js` !== current
      ? [`pins another ${script}.js than the Worker serves`]
      : []),
    ...(changed ? ['was changed after it was taken from the code'] : []),
  ]
}

/** An embed without what is filled in on the page and without the addresses, which are looked at one by one. */
function comparable(text: string): string {
  return oneSpaced(
    text
      .replace(/<link rel="preconnect"[^>]*>/g, '')
      .replace(/ data-(stripe-key|plan|turnstile-key|worker)="[^"]*"/g, '')
      .replace(
        /src="[^"]+\/pinned\/(\w+)\.\w+\.js" integrity="[^"]*" crossorigin="anonymous"( data-turnstile="[^"]*")?/g,
        'src="$1.js"'
      )
      .replace(/src="https?:\/\/(?!js\.stripe\.com)[^/"]+\/(\w+\.js)"/g, 'src="$1"')
      // A copy of the pages may serve its own Stripe.js; another address of Stripe's is a change.
      .replace(/src="(https:\/\/js\.stripe\.com\/endive)?\/stripe\.js"/g, 'src="stripe.js"')
  ).replace(/> </g, '><')
}

function wrongAttributes(
  text: string,
  { name }: Embed,
  { expected, plan }: Omit<Context, 'embed'>
): string[] {
  const found: string[] = []
  const key = /data-stripe-key="([^"]*)"/.exec(text)?.[1]
  const verdict = key === undefined ? 'ours' : expected.keyVerdict(key)
  if (typeof verdict === 'object') found.push(`${wordsOf(name)}: ${verdict.wrong}`)
  if (plan === undefined) return found
  const bound = /data-plan="([^"]*)"/.exec(text)?.[1] ?? ''
  const binding = 'bind it to the CMS field plan-slug'
  if (bound === '') found.push(`data-plan is not bound: ${binding}`)
  else if (!Object.hasOwn(PLAN_CONFIG, bound))
    found.push(`data-plan is "${bound}", which is no plan of the code`)
  else if (Object.hasOwn(PLAN_CONFIG, plan) && bound !== plan)
    found.push(`data-plan is "${bound}" on the page of ${plan}: ${binding}`)
  return found
}

const COUNTS = ['no', 'one', 'two', 'three']

function wrongScripts(
  { siteScripts }: PageSource,
  needed: readonly SiteScript[],
  expected: Expected
): string[] {
  const missing = needed.filter((name) => !siteScripts[name]?.length)
  const isOne = missing.length === 1
  return [
    ...(missing.length > 0
      ? [
          `${COUNTS[missing.length]} site script${isOne ? ' is' : 's are'} missing: ${missing.join(', ')}`,
        ]
      : []),
    ...SITE_SCRIPTS.flatMap((name) => {
      const texts = siteScripts[name] ?? []
      return [
        ...(texts.length > 1
          ? [`the site script ${name} is on the page ${texts.length} times`]
          : []),
        ...texts.flatMap((text) => wrongScript(name, text, expected.code(name))),
      ]
    }),
  ]
}

function wrongScript(name: SiteScript, text: string, code: string): string[] {
  const checksum = carriedBy(text, name)
  if (checksum === null) return [`the site script ${name} carries no checksum`]
  if (checksum !== carriedBy(code, name)) return [`the site script ${name} is older than the code`]
  return oneSpaced(text) === oneSpaced(code)
    ? []
    : [`the site script ${name} was changed or cut off after it was taken from the code`]
}

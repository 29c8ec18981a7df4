/** Whether the public pages carry the code as it is; no token is needed. */
import type { Fetch } from '../../src/clients/http.ts'
import { parseList } from '../../src/core/settings.ts'
import { PLAN_CONFIG } from '../../src/memberships/rules/plans.ts'
import { PRODUCT_CONFIG } from '../../src/passes/rules/catalog.ts'
import { BOOKABLE, ROOMS } from '../../src/rooms/rules/rooms.ts'
import { pin } from '../pinned-scripts.ts'
import { type Expected, type PageSource, wrongOn } from '../webflow/page-check.ts'
import { readEmbed, readSiteScript, SITE_SCRIPTS } from '../webflow/pasted-code.ts'
import { judgePublishableKey } from '../webflow/publishable-key.ts'
import { siteScriptTags } from '../webflow/site-scripts.ts'
import { type Finding, notAsked, ok, type Settings, unreadable, wrong } from './settings.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** `SITE_PAGES`, or below `SITE_URL` every page that sells and those that say what was bought. */
export function pagesOf(environment: Environment, siteUrl: string): string[] {
  if (environment.SITE_PAGES !== undefined) return parseList(environment.SITE_PAGES)
  const site = siteUrl.replace(/\/$/, '')
  return [
    ...[...Object.keys(PLAN_CONFIG), ...Object.keys(PRODUCT_CONFIG)].map(
      (slug) => `${site}/memberships/${slug}`
    ),
    ...BOOKABLE.map((slug) => `${site}/meeting-rooms/${slug}`),
    ...['join', 'purchase', 'meeting-booking'].map((name) => `${site}/${name}-confirmation`),
  ]
}

interface Site {
  environment: Environment
  checkout: Settings
  bookings: Settings
  fetcher: Fetch
}

export async function webflowPages(site: Site): Promise<Finding[]> {
  const urls = pagesOf(site.environment, site.checkout.vars.SITE_URL ?? '')
  if (urls.length === 0) return [notAsked('the site’s pages: SITE_PAGES is empty')]
  const read = reader(site.fetcher)
  const isThere = (url: string) =>
    read(url).then(
      () => true,
      (error) => !(error instanceof Absent)
    )
  const there = await Promise.all(urls.map(isThere))
  const absent = urls.filter((_, at) => !there[at])
  const present = urls.filter((_, at) => there[at])
  const results = await Promise.all(present.map((url) => attempt(() => pageSource(read, url))))
  const pages = results.flatMap((one) => ('value' in one ? [one.value] : []))
  const origin = ({ webhookUrl }: Settings) => new URL(webhookUrl).origin
  const pinned = await pinnedPaths(read, origin(site.checkout), pages)
  const expected: Expected = {
    code: (name) =>
      (SITE_SCRIPTS as readonly string[]).includes(name) ? readSiteScript(name) : readEmbed(name),
    checkout: origin(site.checkout),
    bookings: origin(site.bookings),
    keyVerdict: (key) => judgePublishableKey(key, site.environment),
    pinnedPaths: pinned.paths,
  }
  const found = new Map<string, string[]>()
  for (const page of pages)
    for (const words of wrongOn(page, expected))
      found.set(words, [...(found.get(words) ?? []), new URL(page.url).pathname])
  return [
    ...absent.map((url) => wrong(noPage(url))),
    ...results.flatMap((one) => ('failure' in one ? [unreadable(one.failure)] : [])),
    ...pinned.failures.map(unreadable),
    ...[...found].map(([words, paths]) => wrong(`${words} (${listed(paths)})`)),
    ...differing(pages),
    ...unknownKeys(pages, expected),
    ...(pages.length > 0 && found.size === 0
      ? [ok(`what is pasted into ${pages.length} of ${urls.length} pages is as in the code`)]
      : []),
  ]
}

/** A site that answers so has been read: that the page is not there is the finding. */
const ABSENT = [404, 410]

const NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  [PLAN_CONFIG, PRODUCT_CONFIG, ROOMS]
    .flatMap((sold) => Object.values<{ slug: string; name: string }>(sold))
    .map(({ slug, name }) => [slug, name])
)

function noPage(url: string): string {
  const slug = new URL(url).pathname.split('/').filter(Boolean).pop() ?? ''
  return `${NAMES[slug] ?? slug} has no page: ${url} is not there. Publish it, or leave it out of SITE_PAGES`
}

const MAX_LISTED = 3

function listed(paths: readonly string[]): string {
  const more = paths.length - MAX_LISTED
  const shown = paths.slice(0, more === 1 ? paths.length : MAX_LISTED).join(', ')
  return more > 1 ? `${shown} and ${more} more` : shown
}

function unknownKeys(pages: readonly PageSource[], { keyVerdict }: Expected): Finding[] {
  const keys = pages.flatMap(({ html }) => attributesOf(html, 'stripe-key'))
  return keys.some((key) => keyVerdict(key) === 'unknown')
    ? [notAsked('whose publishable key is on the pages: STRIPE_PUBLISHABLE_KEY is not set')]
    : []
}

const attributesOf = (html: string, name: string): string[] =>
  [...html.matchAll(new RegExp(`data-${name}="([^"]*)"`, 'g'))].map(([, value = '']) => value)

/** Two keys on one site: at most one of them is right. */
function differing(pages: readonly PageSource[]): Finding[] {
  const values = (name: string) => [
    ...new Set(pages.flatMap(({ html }) => attributesOf(html, name))),
  ]
  const found: Finding[] = []
  if (values('stripe-key').length > 1)
    found.push(wrong('the embeds do not all have the same publishable key'))
  const turnstile = values('turnstile-key')
  if (turnstile.length > 1)
    found.push(wrong('the embeds do not all have the same data-turnstile-key'))
  return found
}

type Read = (url: string) => Promise<string>
class Unreadable extends Error {}
/** The site says that there is nothing at an address. */
class Absent extends Unreadable {}

const TIMEOUT_MS = 20_000
/** Longest wait that a 429 may ask for. */
const MAX_WAIT_SECONDS = 60

/** The text behind an address; a 429 is waited out once. Each address is read once. */
function reader(fetcher: Fetch): Read {
  const known = new Map<string, Promise<string>>()
  const ask = async (url: string) => {
    const get = () => fetcher(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    try {
      const first = await get()
      if (first.status !== 429) return first
      const seconds = Number(first.headers.get('retry-after')) || 1
      await new Promise((resolve) =>
        setTimeout(resolve, Math.min(seconds, MAX_WAIT_SECONDS) * 1000)
      )
      return await get()
    } catch {
      throw new Unreadable(`${url} could not be fetched (no answer)`)
    }
  }
  const read = async (url: string) => {
    const response = await ask(url)
    if (!response.ok) {
      const Failure = ABSENT.includes(response.status) ? Absent : Unreadable
      throw new Failure(`${url} could not be fetched (${response.status})`)
    }
    return response.text().catch(() => {
      throw new Unreadable(`${url} broke off in the middle`)
    })
  }
  return (url) => {
    const text = known.get(url) ?? read(url)
    known.set(url, text)
    return text
  }
}

async function pageSource(read: Read, url: string): Promise<PageSource> {
  if (!URL.canParse(url)) throw new Unreadable(`${url} in SITE_PAGES is no address`)
  const html = await read(url)
  if (!/<\/html>/i.test(html)) throw new Unreadable(`${url} ends in the middle of its HTML`)
  const siteScripts: Record<string, string[]> = {}
  for (const { name, url: from } of siteScriptTags(html, url))
    siteScripts[name] = [...(siteScripts[name] ?? []), await read(from)]
  return { url, html, siteScripts }
}

/** What the Worker serves at present, for the scripts that a page has pinned. */
async function pinnedPaths(read: Read, checkout: string, pages: readonly PageSource[]) {
  const names = new Set(
    pages.flatMap(({ html }) =>
      [...html.matchAll(/\/pinned\/(\w+)\.\w+\.js"/g)].map(([, name = '']) => name)
    )
  )
  const paths: Record<string, string> = {}
  const failures: string[] = []
  for (const name of names) {
    const script = await attempt(() => read(`${checkout}/${name}.js`))
    if ('failure' in script) failures.push(script.failure)
    else paths[name] = pin(name, new TextEncoder().encode(script.value)).path
  }
  return { paths, failures }
}

async function attempt<T>(work: () => Promise<T>): Promise<{ value: T } | { failure: string }> {
  try {
    return { value: await work() }
  } catch (error) {
    if (error instanceof Unreadable) return { failure: error.message }
    throw error
  }
}

/**
 * Registers the site scripts that Webflow has not got, and puts them on their pages. Every list is read before
 * anything is written; a list that cannot be read ends the run, because writing a list replaces it.
 */
import * as z from 'zod/mini'
import type { Fetch } from '../../src/clients/http.ts'
import { VendorError } from '../../src/core/vendor-error.ts'
import { MEMBERSHIPS_PAGE_ID, SITE_ID, type WebflowApi } from './api.ts'
import { readSiteScript, SITE_SCRIPTS, type SiteScript } from './pasted-code.ts'
import { displayNameOf, siteScriptNamed } from './site-scripts.ts'

export interface Registration {
  api: WebflowApi
  /** Fetches what Webflow hosts publicly, without the token. */
  fetcher: Fetch
  /** Whether to write. Without it only what would be done is said. */
  write: boolean
  /** Ids of the pages of the rooms. */
  roomPages: readonly string[]
  /** Asks a person; `null` when nobody can be asked. */
  ask: ((question: string) => Promise<boolean>) | null
  say(line: string): void
}

const RegisteredShape = z.object({
  id: z.string().check(z.minLength(1)),
  displayName: z.optional(z.string()),
  version: z.string().check(z.minLength(1)),
  hostedLocation: z.optional(z.string()),
})
const RegisteredListShape = z.object({ registeredScripts: z.array(RegisteredShape) })
/** What others have applied goes back as it came, with fields that are not known here. */
const AppliedShape = z.looseObject({ id: z.string(), version: z.string() })
const AppliedListShape = z.object({ scripts: z.array(AppliedShape) })

type Registered = z.infer<typeof RegisteredShape>
type Applied = z.infer<typeof AppliedShape>

interface Page {
  id: string
  title: string
  needs: readonly SiteScript[]
  applied: Applied[]
}

/** @returns whether all was done, or would have been. @throws VendorError, after which nothing more is written. */
export async function registerSiteScripts(run: Registration): Promise<void> {
  const { api, say, write } = run
  const { registeredScripts } = await api.get(
    `/v2/sites/${SITE_ID}/registered_scripts`,
    RegisteredListShape
  )
  const pages = await readPages(api, run.roomPages)
  const needed = SITE_SCRIPTS.filter((name) => pages.some(({ needs }) => needs.includes(name)))
  if (run.roomPages.length === 0)
    say('stripe_booking_v1: WEBFLOW_ROOM_PAGES has no page ids, so it is applied to no page')
  const current = new Map<SiteScript, Applied>()
  for (const name of needed) {
    const known = registeredScripts.filter((one) => isNamed(one, name))
    const there = await hostedCopy(run.fetcher, known, readSiteScript(name))
    const version = there?.version ?? nextVersion(known)
    say(
      `${name}: ${there ? `version ${version} is registered already` : `${write ? 'registering' : 'would register'} version ${version}`}`
    )
    const registered = there ?? (write ? await register(api, name, version) : null)
    current.set(name, {
      id: registered?.id ?? known[0]?.id ?? displayNameOf(name),
      version: registered?.version ?? version,
    })
  }
  let isChanged = false
  for (const page of pages) isChanged = (await apply(run, page, current)) || isChanged
  if (!write) say('Nothing was written: add --write.')
  else if (isChanged) await publish(run)
  else say('Nothing was changed. What was applied before takes effect when the site is published.')
}

async function readPages(api: WebflowApi, roomPages: readonly string[]): Promise<Page[]> {
  const pages: Omit<Page, 'applied'>[] = [
    {
      id: MEMBERSHIPS_PAGE_ID,
      title: 'Memberships template',
      needs: ['stripe_checkout_v20', 'stripe_purchase_v1'],
    },
    ...roomPages.map((id) => ({
      ...{ id, title: `room page ${id}` },
      needs: ['stripe_booking_v1'] as const,
    })),
  ]
  const read: Page[] = []
  for (const page of pages) read.push({ ...page, applied: await appliedTo(api, page.id) })
  return read
}

/** Webflow answers 404 for a page without scripts and for no page; only the first is an empty list. */
async function appliedTo(api: WebflowApi, pageId: string): Promise<Applied[]> {
  try {
    return (await api.get(`/v2/pages/${pageId}/custom_code`, AppliedListShape)).scripts
  } catch (error) {
    if (!(error instanceof VendorError && error.status === 404)) throw error
    await api.get(`/v2/pages/${pageId}`, z.object({ id: z.literal(pageId) }))
    return []
  }
}

const isNamed = ({ id, displayName = '' }: Registered, name: SiteScript) =>
  siteScriptNamed(id) === name || siteScriptNamed(displayName) === name

/** A registered version cannot be changed; one that has the code's text is used again. */
async function hostedCopy(
  fetcher: Fetch,
  known: readonly Registered[],
  code: string
): Promise<Registered | null> {
  for (const script of [...known].reverse()) {
    const text = await publicText(fetcher, script.hostedLocation)
    if (text?.trim() === code.trim()) return script
  }
  return null
}

/** `null` when it cannot be read: then the script is registered anew. */
async function publicText(fetcher: Fetch, url: string | undefined): Promise<string | null> {
  if (!url || !URL.canParse(url)) return null
  try {
    const response = await fetcher(url, { signal: AbortSignal.timeout(10_000) })
    return response.ok ? await response.text() : null
  } catch {
    return null
  }
}

function nextVersion(known: readonly Registered[]): string {
  const versions = known
    .map(({ version }) => /^(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number) ?? [0, 0, 0])
    .sort((a, b) => a.map((part, at) => part - (b[at] ?? 0)).find((part) => part !== 0) ?? 0)
  const [major = 1, minor = 0, patch = -1] = versions.at(-1) ?? []
  return `${major}.${minor}.${patch + 1}`
}

const register = (api: WebflowApi, name: SiteScript, version: string): Promise<Registered> =>
  api.post(`/v2/sites/${SITE_ID}/registered_scripts/inline`, RegisteredShape, {
    ...{ sourceCode: readSiteScript(name), version, displayName: displayNameOf(name) },
  })

/** Returns whether the page's list is another one than before. */
async function apply(
  { api, say, write }: Registration,
  { id, title, needs, applied }: Page,
  current: ReadonlyMap<SiteScript, Applied>
): Promise<boolean> {
  const others = applied.filter((one) => !needs.some((name) => siteScriptNamed(one.id) === name))
  const own = needs.flatMap((name) => {
    const script = current.get(name)
    return script ? [{ ...script, location: 'footer' }] : []
  })
  const wanted = own.every((one) =>
    applied.some((other) => other.id === one.id && other.version === one.version)
  )
  if (wanted && others.length + own.length === applied.length) {
    say(`${title}: all is applied already`)
    return false
  }
  const words = own.map((one) => `${one.id} ${one.version}`).join(', ')
  const kept =
    others.length === 0
      ? 'nothing else is there'
      : `kept: ${others.map((one) => one.id).join(', ')}`
  say(`${title}: ${write ? 'applying' : 'would apply'} ${words}; ${kept}`)
  if (!write) return false
  const scripts = [...others, ...own]
  const answer = await api.put(`/v2/pages/${id}/custom_code`, AppliedListShape, { scripts })
  const lost = scripts.filter(
    (one) => !answer.scripts.some((now) => now.id === one.id && now.version === one.version)
  )
  if (lost.length > 0)
    throw new Error(
      `${title}: Webflow does not show ${lost.map((one) => one.id).join(', ')} as applied. Look at the page's custom code.`
    )
  return true
}

const SiteShape = z.object({ customDomains: z.optional(z.array(z.object({ id: z.string() }))) })

async function publish({ api, ask, say }: Registration): Promise<void> {
  if (!ask) {
    say('Not published: there is nobody to ask. Publish in the Designer.')
    return
  }
  const question =
    'Publish the site now? That publishes whatever else has been changed in the Designer, too.'
  if (!(await ask(question))) {
    say('Not published. The scripts take effect when the site is.')
    return
  }
  const { customDomains = [] } = await api.get(`/v2/sites/${SITE_ID}`, SiteShape)
  await api.post(`/v2/sites/${SITE_ID}/publish`, z.looseObject({}), {
    customDomains: customDomains.map(({ id }) => id),
    publishToWebflowSubdomain: customDomains.length === 0,
  })
  say('Published. Scripts are cached for 5 minutes; then `npm run doctor`.')
}

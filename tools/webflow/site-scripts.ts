/** Which of a page's scripts are the site scripts: Webflow hosts them under names of its own making. */
import { SITE_SCRIPTS, type SiteScript } from './pasted-code.ts'

/** Webflow makes ids from display names; only a-z and 0-9 are sure to stay. */
const bare = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '')

/** A display name as Webflow takes it: a-z and 0-9 only. */
export const displayNameOf = bare

/** The site script whose id or display name this is. */
export const siteScriptNamed = (text: string): SiteScript | undefined =>
  SITE_SCRIPTS.find((name) => bare(text) === bare(name))

export interface SiteScriptTag {
  name: SiteScript
  url: string
}

/** In the page's order. */
export function siteScriptTags(html: string, pageUrl: string): SiteScriptTag[] {
  return [...html.matchAll(/<script\b[^>]*\bsrc="([^"]+)"/g)].flatMap(([, src = '']) => {
    const file = bare(src.slice(src.lastIndexOf('/') + 1))
    const name = SITE_SCRIPTS.find((one) => file.includes(bare(one)))
    const url = src.replaceAll('&amp;', '&')
    return name && URL.canParse(url, pageUrl) ? [{ name, url: new URL(url, pageUrl).href }] : []
  })
}

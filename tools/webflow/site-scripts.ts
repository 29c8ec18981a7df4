/** Which of a page's scripts are the site scripts: Webflow hosts them under names of its own making. */
import { SITE_SCRIPTS, type SiteScript } from './pasted-code.ts'

/** Webflow makes ids from display names; only a-z and 0-9 are sure to stay. */
const bare = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '')

/** The site script whose id, display name or address this is. */
export const siteScriptOf = (text: string): SiteScript | undefined =>
  SITE_SCRIPTS.find((name) => bare(text).includes(bare(name)))

export interface SiteScriptTag {
  name: SiteScript
  url: string
}

/** In the page's order. */
export function siteScriptTags(html: string, pageUrl: string): SiteScriptTag[] {
  return [...html.matchAll(/<script\b[^>]*\bsrc="([^"]+)"/g)].flatMap(([, src = '']) => {
    const name = siteScriptOf(src.slice(src.lastIndexOf('/') + 1))
    const url = src.replaceAll('&amp;', '&')
    return name && URL.canParse(url, pageUrl) ? [{ name, url: new URL(url, pageUrl).href }] : []
  })
}

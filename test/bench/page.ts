/** Opens pages in a real browser and counts the responses of our Workers before the summary appears. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../browser/support/chromium.ts'
import type { Stage } from './environment.ts'
import { DELAY_MS } from './latency.ts'
import { ROOT } from './names.ts'

export interface PageCount {
  page: string
  requests: string[]
}

/** The path of the page, and the selector of its summary. */
const PAGES: Record<string, [path: string, summary: string]> = {
  'a membership': ['/memberships/all-access', '#checkout-summary'],
  'a day pass': ['/memberships/day-pass', '#purchase-summary'],
  'a room': ['/meeting-rooms/slinky', '#booking-summary'],
}

export async function countPages(stage: Stage): Promise<PageCount[]> {
  const browser = await openBrowser()
  // Without it an answer that nobody waits for could come before the summary.
  await stage.latency(DELAY_MS)
  try {
    const counts: PageCount[] = []
    for (const [page, [path, summary]] of Object.entries(PAGES)) {
      counts.push({ page, requests: await requestsOf(browser, stage, path, summary) })
    }
    return counts
  } finally {
    await stage.latency(0)
    await browser.close()
  }
}

async function requestsOf(browser: Browser, stage: Stage, path: string, summary: string) {
  const page = await browser.newPage()
  await serveScripts(page, stage)
  const answered: string[] = []
  page.on('response', (response) => {
    const url = new URL(response.url())
    const isOurs = [stage.checkout.url, stage.bookings.url].includes(url.origin)
    if (!isOurs || url.pathname.endsWith('.js')) return
    answered.push(`${response.request().method()} ${url.pathname}`)
  })
  await page.goto(stage.sandbox.url + path)
  await page.locator(`${summary}:not([aria-busy])`).waitFor({ state: 'attached' })
  const requests = [...answered]
  await page.close()
  return requests
}

/** The platform serves these beside the Worker; here they come from the same folder. */
function serveScripts(page: Page, stage: Stage): Promise<unknown> {
  return page.route(`${stage.checkout.url}/*.js`, async (route) => {
    const { pathname } = new URL(route.request().url())
    const body = await readFile(join(ROOT, 'public', pathname))
    await route.fulfill({ body, contentType: 'text/javascript' })
  })
}

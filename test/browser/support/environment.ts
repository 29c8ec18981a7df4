/** One stack and one browser for a test file; each test gets its own page. */
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, inject } from 'vitest'
import { NO_LIMITS, type Stack, startStack } from '../../sandbox/stack.ts'
import { openBrowser } from './chromium.ts'
import { createPurchasePage, type PurchasePage } from './purchase-page.ts'
import { vendorState } from './vendor-state.ts'

/** Closing time is midnight, so a pass bought now is always for tomorrow. */
const ALWAYS_TOMORROW = { CLOSING_TIME: '00:00', OPEN_WEEKDAYS: '0 1 2 3 4 5 6' }
/** What staff enter in a calendar is seen at once. */
const VARS = { ...NO_LIMITS, ...ALWAYS_TOMORROW, CALENDAR_CACHE_SECONDS: '0' }

export interface BrowserTests {
  stack(): Stack
  openPage(width?: number): Promise<PurchasePage>
  vendorState(purchase: PurchasePage): ReturnType<typeof vendorState>
}

export function startBrowserTests(vars: Record<string, string> = {}): BrowserTests {
  let stack: Stack
  let browser: Browser
  const opened: PurchasePage[] = []
  beforeAll(async () => {
    const options = { built: inject('built'), vars: { ...VARS, ...vars } }
    ;[stack, browser] = await Promise.all([startStack(options), openBrowser()])
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((purchase) => purchase.context.close()))
  })
  afterAll(async () => {
    await Promise.all([browser?.close(), stack?.close()])
  })
  return {
    stack: () => stack,
    openPage: async (width) => {
      const purchase = await createPurchasePage(browser, width)
      opened.push(purchase)
      return purchase
    },
    vendorState: ({ email }) => vendorState(stack, email),
  }
}

/** One town and one browser for a suite; each story gets a visitor of its own. */
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, inject } from 'vitest'
import { NO_LIMITS, type Stack, startStack } from '../../sandbox/stack.ts'
import { openBrowser } from './chromium.ts'
import { arrive, type Visitor } from './purchase-page.ts'
import { holdings } from './vendor-state.ts'

/** The house never opens again today: a pass bought now is always for tomorrow. */
const ALWAYS_TOMORROW = { CLOSING_TIME: '00:00', OPEN_WEEKDAYS: '0 1 2 3 4 5 6' }
const VARS = { ...NO_LIMITS, ...ALWAYS_TOMORROW }

export interface Stage {
  town(): Stack
  visitor(width?: number): Promise<Visitor>
  holdings(visitor: Visitor): ReturnType<typeof holdings>
}

export function raiseStage(vars: Record<string, string> = {}): Stage {
  let town: Stack
  let browser: Browser
  const guests: Visitor[] = []
  beforeAll(async () => {
    const options = { built: inject('built'), vars: { ...VARS, ...vars } }
    ;[town, browser] = await Promise.all([startStack(options), openBrowser()])
  })
  afterEach(async () => {
    await Promise.all(guests.splice(0).map((guest) => guest.context.close()))
  })
  afterAll(async () => {
    await Promise.all([browser?.close(), town?.close()])
  })
  return {
    town: () => town,
    visitor: async (width) => {
      const guest = await arrive(browser, width)
      guests.push(guest)
      return guest
    },
    holdings: ({ email }) => holdings(town, email),
  }
}

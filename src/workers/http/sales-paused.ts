/** `SALES_PAUSED`: what is not sold for the moment. What is paid is still served. */
import type { MiddlewareHandler } from 'hono'
import { Refusal } from '../../core/refusals.ts'
import { parseList } from '../../core/settings.ts'

export type PausableTrack = 'memberships' | 'rooms' | 'passes'

interface PauseVars {
  SALES_PAUSED: string
  SUPPORT_EMAIL: string
}

export function isPaused({ SALES_PAUSED }: PauseVars, track: PausableTrack): boolean {
  return parseList(SALES_PAUSED).includes(track)
}

/** Refuses new purchases of a track while it is paused. @throws Refusal `sales-paused` */
export function requireOpenSales(track: PausableTrack): MiddlewareHandler<{ Bindings: PauseVars }> {
  return async (c, next) => {
    if (isPaused(c.env, track))
      throw new Refusal(
        'sales-paused',
        undefined,
        `This cannot be bought online for the moment. Nothing has been charged. Please try again later, or write to ${c.env.SUPPORT_EMAIL}; we are glad to help.`
      )
    return next()
  }
}

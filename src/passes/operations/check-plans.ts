/** Nightly: whether OfficeRnD says how long a plan's passes are valid. */
import type { PassContext } from '../context.ts'
import { log } from '../log.ts'
import { PRODUCT_CONFIG } from '../rules/catalog.ts'

/**
 * A plan without a validity says nothing about the kiosk, so nobody is alerted; the line is for whoever
 * looks for the reason when the kiosk refuses. A validity of 0 is alerted at the next sale.
 * @throws VendorError
 */
export async function checkPlans(ctx: Pick<PassContext, 'officernd'>): Promise<void> {
  for (const { officerndPlanId } of Object.values(PRODUCT_CONFIG)) {
    const months = await ctx.officernd.planValidity(officerndPlanId)
    if (months === null) log.validityUnknown(officerndPlanId)
  }
}

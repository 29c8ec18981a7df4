/** Plans of memberships and passes, read only. */
import * as z from 'zod/mini'
import { lenient, orNull, type Requests } from './read.ts'

/** What OfficeRnD says of a plan. What a field that is missing means is not known: it is `null`. */
export interface OfficerndPlan {
  name: string | null
  priceCents: number | null
  validityMonths: number | null
}

const PlanShape = z.object({
  name: lenient(z.string()),
  price: lenient(z.number()),
  // Decides whether the kiosk accepts passes of the plan.
  passesValidityPeriod: lenient(z.object({ intervalCount: lenient(z.number()) })),
})

export function plans({ read }: Pick<Requests, 'read'>) {
  return {
    /**
     * The plan's `passesValidityPeriod.intervalCount`: at 0 the kiosk refuses every pass of it. `null`
     * when the plan does not say it, which says nothing about the kiosk.
     */
    async planValidity(planId: string): Promise<number | null> {
      const plan = await read(PlanShape, `/plans/${encodeURIComponent(planId)}`)
      return plan.passesValidityPeriod?.intervalCount ?? null
    },

    /** `null` when OfficeRnD shows none with this id. */
    async plan(planId: string): Promise<OfficerndPlan | null> {
      const found = await orNull(read(PlanShape, `/plans/${encodeURIComponent(planId)}`))
      if (!found) return null
      const { name, price, passesValidityPeriod } = found
      return {
        name: name ?? null,
        priceCents: typeof price === 'number' ? Math.round(price * 100) : null,
        validityMonths: passesValidityPeriod?.intervalCount ?? null,
      }
    },
  }
}

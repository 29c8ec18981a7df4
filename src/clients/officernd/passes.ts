/** Day passes, check-ins, and the plan setting that decides whether the kiosk accepts passes. */
import * as z from 'zod/mini'
import { type Day, seattleDay } from '../../core/time.ts'
import { VendorError } from '../../core/vendor-error.ts'
import { oneOf, type Read, toUtcMidnight } from './read.ts'

export interface Pass {
  id: string
  /** First and last day on which the kiosk accepts it. */
  from: Day
  to: Day | null
  type: string
  grantsActiveStatus: boolean
}

export const PassShape = z.object({
  _id: z.string().check(z.minLength(1)),
  validFrom: z.string().check(z.minLength(10)),
  validTo: z.nullish(z.string().check(z.minLength(10))),
  type: z.nullish(z.string()),
  grantActiveStatus: z.nullish(z.boolean()),
})

const CheckinShape = z.object({ start: z.iso.datetime({ offset: true }) })

const PlanShape = z.object({
  passesValidityPeriod: z.nullish(z.object({ intervalCount: z.number() })),
})

export function passes(read: Read) {
  return {
    async passesOf(memberId: string): Promise<Pass[]> {
      const passes = await read(
        z.array(PassShape),
        `/passes?member=${encodeURIComponent(memberId)}`
      )
      return passes.map(passFrom)
    },

    /** Sends all seven fields, because the API inherits nothing from the plan (reference document, "API call parameters"). */
    async createPass(memberId: string, day: Day): Promise<Pass> {
      const answer = await read(oneOf(PassShape), '/passes', {
        member: memberId,
        count: 1,
        type: 'hotdesk',
        validFrom: toUtcMidnight(day),
        validTo: toUtcMidnight(day),
        intervalLength: 'once',
        grantActiveStatus: true,
      })
      return passFrom(answer)
    },

    /** Deletes the pass so that the kiosk rejects it. A 404 counts as deleted. */
    async deletePass(id: string): Promise<true> {
      try {
        await read(z.unknown(), `/passes/${encodeURIComponent(id)}`, undefined, 'DELETE')
      } catch (error) {
        if (!(error instanceof VendorError && error.status === 404)) throw error
      }
      return true
    },

    /** Days of the member's latest hundred check-ins at the kiosk. */
    async checkinDays(memberId: string): Promise<Day[]> {
      const path = `/checkins?member=${encodeURIComponent(memberId)}`
      const checkins = await read(z.array(CheckinShape), path)
      return checkins.map(({ start }) => seattleDay(Date.parse(start)))
    },

    /** The plan's `passesValidityPeriod.intervalCount`: at 0 the kiosk refuses every pass of it. */
    async planValidity(planId: string): Promise<number> {
      const plan = await read(PlanShape, `/plans/${encodeURIComponent(planId)}`)
      return plan.passesValidityPeriod?.intervalCount ?? 0
    },
  }
}

export function passFrom(pass: z.infer<typeof PassShape>): Pass {
  return {
    id: pass._id,
    from: pass.validFrom.slice(0, 10),
    to: pass.validTo?.slice(0, 10) ?? null,
    type: pass.type ?? '',
    grantsActiveStatus: pass.grantActiveStatus === true,
  }
}

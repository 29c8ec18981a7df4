/** Memberships: made free of charge, because Stripe bills; ended by a date, never deleted. */
import * as z from 'zod/mini'
import type { Day } from '../../core/time.ts'
import { oneOf, type Read, toUtcMidnight } from './read.ts'

export interface Membership {
  id: string
  planId: string
  startDay: Day
  /** In dollars, as OfficeRnD has it. */
  price: number
}

export const MembershipShape = z.object({
  _id: z.string().check(z.minLength(1)),
  plan: z.union([
    z.string(),
    z.pipe(
      z.object({ _id: z.string() }),
      z.transform(({ _id }) => _id)
    ),
  ]),
  startDate: z.string().check(z.minLength(10)),
  // A membership that does not say its price is not trusted to be free.
  price: z._default(z.number(), Number.NaN),
})

export function memberships(read: Read, officeId: string) {
  return {
    async membershipsOf(memberId: string): Promise<Membership[]> {
      const path = `/memberships?member=${encodeURIComponent(memberId)}`
      return (await read(z.array(MembershipShape), path)).map(membershipFrom)
    },

    /** Price 0, said: Stripe bills, and OfficeRnD's bill run must find nothing to bill. */
    async createMembership(
      memberId: string,
      order: { planId: string; planName: string; startDay: Day }
    ): Promise<Membership> {
      const answer = await read(oneOf(MembershipShape), '/memberships', {
        member: memberId,
        plan: order.planId,
        office: officeId,
        name: order.planName,
        startDate: toUtcMidnight(order.startDay),
        isPersonal: true,
        type: 'month_to_month',
        intervalLength: 'month',
        price: 0,
      })
      return membershipFrom(answer)
    },

    /** Ends it after a day; nothing is deleted (an invoiced membership cannot be). */
    async endMembership(id: string, lastDay: Day): Promise<true> {
      const path = `/memberships/${encodeURIComponent(id)}`
      await read(z.unknown(), path, { endDate: toUtcMidnight(lastDay) }, 'PUT')
      return true
    },
  }
}

function membershipFrom(one: z.infer<typeof MembershipShape>): Membership {
  return { id: one._id, planId: one.plan, startDay: one.startDate.slice(0, 10), price: one.price }
}

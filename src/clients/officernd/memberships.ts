/** Memberships: created at price 0, because Stripe bills. They are ended by a date, never deleted. */
import * as z from 'zod/mini'
import type { Day } from '../../core/time.ts'
import { oneOf, type Read, toUtcMidnight } from './read.ts'

export interface Membership {
  id: string
  planId: string
  startDay: Day
  /** In dollars, as in OfficeRnD. */
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
  // NaN, so that a membership without a price does not count as free.
  price: z._default(z.number(), Number.NaN),
})

export function memberships(read: Read, officeId: string) {
  return {
    async membershipsOf(memberId: string): Promise<Membership[]> {
      const path = `/memberships?member=${encodeURIComponent(memberId)}`
      return (await read(z.array(MembershipShape), path)).map(membershipFrom)
    },

    /** Sends price 0 explicitly: Stripe bills, and OfficeRnD's bill run must find nothing to bill. */
    async createMembership(
      memberId: string,
      params: { planId: string; planName: string; startDay: Day }
    ): Promise<Membership> {
      const answer = await read(oneOf(MembershipShape), '/memberships', {
        member: memberId,
        plan: params.planId,
        office: officeId,
        name: params.planName,
        startDate: toUtcMidnight(params.startDay),
        isPersonal: true,
        type: 'month_to_month',
        intervalLength: 'month',
        price: 0,
      })
      return membershipFrom(answer)
    },

    /** Sets the last day. Nothing is deleted, because an invoiced membership cannot be deleted. */
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

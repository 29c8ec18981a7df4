/** Memberships: created at price 0, because Stripe bills. They are ended by a date, never deleted. */
import * as z from 'zod/mini'
import type { Day } from '../../core/time.ts'
import { UnreadableAnswer } from '../../core/vendor-error.ts'
import { ownRows } from './owned.ts'
import {
  type Created,
  DayShape,
  type Judgement,
  lenient,
  orNull,
  Reference,
  type Requests,
  toUtcMidnight,
} from './read.ts'

/** A membership as far as OfficeRnD says it: `undefined` is "not said". */
export interface Membership {
  id: string
  memberId: string | undefined
  planId: string | undefined
  startDay: Day | undefined
  /** Its last day; `null` if it goes on. */
  endDay: Day | null
  /** In dollars, as in OfficeRnD. `null` if it is not said: that is not 0. */
  price: number | null
}

export const MembershipShape = z.pipe(
  z.object({
    _id: lenient(z.string()),
    member: Reference,
    plan: Reference,
    startDate: DayShape,
    endDate: DayShape,
    price: lenient(z.number()),
  }),
  z.transform(
    (one): Membership => ({
      id: one._id ?? '',
      memberId: one.member ?? undefined,
      planId: one.plan ?? undefined,
      startDay: one.startDate ?? undefined,
      endDay: one.endDate ?? null,
      price: one.price ?? null,
    })
  )
)

export function memberships({ read, list, create }: Requests, officeId: string) {
  return {
    /** The member's memberships, and those that do not say whose they are; never another member's. */
    async membershipsOf(memberId: string): Promise<Membership[]> {
      const path = `/memberships?member=${encodeURIComponent(memberId)}`
      return ownRows(await list(MembershipShape, path), memberId, '/memberships?member=')
    },

    /** `null` if it does not exist. */
    membershipById: (id: string) =>
      orNull(read(MembershipShape, `/memberships/${encodeURIComponent(id)}`)),

    /**
     * Sends price 0 explicitly: Stripe bills, and OfficeRnD's bill run must find nothing to bill.
     * After any success the membership exists, also if the answer does not say so.
     */
    createMembership(
      memberId: string,
      params: { planId: string; planName: string; startDay: Day }
    ): Promise<Created<Membership>> {
      return create(MembershipShape, '/memberships', {
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
    },

    /**
     * Sets the last day. Nothing is deleted, because an invoiced membership cannot be deleted. An answer
     * without an end is believed; one with another end is an UnreadableAnswer.
     */
    async endMembership(id: string, lastDay: Day): Promise<true> {
      const path = `/memberships/${encodeURIComponent(id)}`
      const answer = await read(z.unknown(), path, { endDate: toUtcMidnight(lastDay) }, 'PUT')
      const ended = MembershipShape.safeParse(Array.isArray(answer) ? answer[0] : answer).data
      if (ended?.endDay && ended.endDay !== lastDay)
        throw new UnreadableAnswer('officernd', 'PUT /memberships (another end)')
      return true
    },
  }
}

/**
 * Whether a membership is of the plan and started with the subscription or later: ours, or assigned by
 * staff with the subscription's start (playbook 1).
 */
export function judgeMembership(
  one: Membership,
  { planId, startDay }: { planId: string; startDay: Day }
): Judgement {
  if (one.planId !== undefined && one.planId !== planId) return 'other'
  if (one.startDay !== undefined && one.startDay < startDay) return 'other'
  return one.planId === undefined || one.startDay === undefined ? 'unreadable' : 'as-requested'
}

/** Day passes and check-ins. */
import * as z from 'zod/mini'
import { log } from '../../core/log.ts'
import { type Day, seattleDay } from '../../core/time.ts'
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

/** A pass as far as OfficeRnD says it: `undefined` is "not said". */
export interface Pass {
  id: string
  memberId: string | undefined
  /** First day on which the kiosk accepts it. */
  from: Day | undefined
  /** Last day; `null` is a pass without one. */
  to: Day | null | undefined
  type: string | undefined
  grantsActiveStatus: boolean | undefined
}

/** The names of v1 as the documents have them, and those of v2, which a live account was seen to use. */
const FieldsShape = z.object({
  _id: lenient(z.string()),
  member: Reference,
  validFrom: DayShape,
  validTo: DayShape,
  type: lenient(z.string()),
  resourceType: lenient(z.string()),
  grantActiveStatus: lenient(z.boolean()),
  shouldGrantActiveStatus: lenient(z.boolean()),
})

export const PassShape = z.pipe(
  FieldsShape,
  z.transform(
    (pass): Pass => ({
      id: pass._id ?? '',
      memberId: pass.member ?? undefined,
      from: pass.validFrom ?? undefined,
      to: pass.validTo,
      type: pass.type ?? pass.resourceType ?? undefined,
      grantsActiveStatus: pass.grantActiveStatus ?? pass.shouldGrantActiveStatus ?? undefined,
    })
  )
)

const CheckinShape = z.object({
  start: lenient(z.string()),
  member: Reference,
})

export function passes({ read, list, create }: Requests) {
  return {
    /** The member's passes, and those that do not say whose they are; never another member's. */
    async passesOf(memberId: string): Promise<Pass[]> {
      const path = `/passes?member=${encodeURIComponent(memberId)}`
      return ownRows(await list(PassShape, path), memberId, '/passes?member=')
    },

    /** `null` if it does not exist. */
    passById: (id: string) => orNull(read(PassShape, `/passes/${encodeURIComponent(id)}`)),

    /**
     * Sends all seven fields, because the API inherits nothing from the plan (reference document, "API
     * call parameters"). After any success the pass exists, also if the answer does not say so.
     */
    createPass(memberId: string, day: Day): Promise<Created<Pass>> {
      return create(PassShape, '/passes', {
        member: memberId,
        count: 1,
        type: 'hotdesk',
        validFrom: toUtcMidnight(day),
        validTo: toUtcMidnight(day),
        intervalLength: 'once',
        grantActiveStatus: true,
      })
    },

    /** Deletes the pass so that the kiosk rejects it. A 404 counts as deleted; the answer is not read. */
    async deletePass(id: string): Promise<true> {
      await orNull(read(z.unknown(), `/passes/${encodeURIComponent(id)}`, undefined, 'DELETE'))
      return true
    },

    /**
     * Days of the member's check-ins at the kiosk. A check-in without a readable start is skipped and
     * logged. One that does not say whose it is counts: then a person decides.
     */
    async checkinDays(memberId: string): Promise<Day[]> {
      const path = `/checkins?member=${encodeURIComponent(memberId)}`
      const rows = (await list(CheckinShape, path)).map(({ start, member }) => ({
        startMs: Date.parse(start ?? ''),
        memberId: member ?? undefined,
      }))
      const own = ownRows(rows, memberId, '/checkins?member=')
      const readable = own.filter(({ startMs }) => !Number.isNaN(startMs))
      if (readable.length < own.length) log.checkinsSkipped(memberId, own.length - readable.length)
      return readable.map(({ startMs }) => seattleDay(startMs))
    },
  }
}

/**
 * Whether a pass is what was asked for, by the fields that the kiosk checks; the plan is checked
 * elsewhere (reference document, "API call parameters"). A field that is not said makes it unreadable,
 * unless another one says something else.
 */
export function judgePass({ from, to, type, grantsActiveStatus }: Pass, day: Day): Judgement {
  const differs =
    (from !== undefined && from !== day) ||
    (typeof to === 'string' && to !== day) ||
    (type !== undefined && type !== 'hotdesk') ||
    grantsActiveStatus === false
  if (differs) return 'other'
  if ([from, to, type, grantsActiveStatus].includes(undefined)) return 'unreadable'
  // A pass without a last day, such as one from a plan, is not ours.
  return to === null ? 'other' : 'as-requested'
}

export const isAcceptedByKiosk = (pass: Pass, day: Day) => judgePass(pass, day) === 'as-requested'

/**
 * The only writer of one person's member record, passes and memberships in OfficeRnD, one call at a
 * time. It stores which of them belongs to which payment, so that a repeated request is not a second
 * purchase.
 */
import type { Storage } from '../../core/storage.ts'
import type { Day } from '../../core/time.ts'
import { VendorError } from '../../core/vendor-error.ts'
import type { Officernd } from './client.ts'
import { type Certainty, grantOnce, isClaimed, type RecordKind } from './grant-once.ts'
import { createMemberRecord, otherNameOf } from './member-record.ts'
import type { Person } from './members.ts'
import { judgeMembership, type Membership } from './memberships.ts'
import { judgePass, type Pass } from './passes.ts'

export interface PassRequest {
  paymentId: string
  /** The member the payment was made for. */
  memberId: string
  person: Person
  day: Day
  paidAtMs: number
}

export interface MembershipRequest {
  subscriptionId: string
  /** The member it was set up for. */
  memberId: string
  person: Person
  planId: string
  planName: string
  /** The day the subscription started. */
  startDay: Day
  begunAtMs: number
}

/** Of a membership or a pass. Unless `certainty` is `verified`, the team must be told. */
interface GrantedRecord {
  /** Empty when it was created and its id is not known. */
  id: string
  memberId: string
  certainty: Certainty
}

export interface GrantedMembership extends GrantedRecord {
  /** What OfficeRnD would bill, in dollars: 0 as requested, unless OfficeRnD ignores that. `null`: not said. */
  price: number | null
}

export interface GrantedPass extends GrantedRecord {
  day: Day
  /** Another name that used the same e-mail address before: perhaps the member is another person's. */
  sharedWith: string | null
}

export type MemberWriter = ReturnType<typeof createMemberWriter>

export function createMemberWriter(officernd: Officernd, memory: Storage, now: () => number) {
  const member = createMemberRecord(officernd, memory, now)
  const grants = { memory, member, now }
  let queue: Promise<unknown> = Promise.resolve()

  function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work, work)
    queue = turn.catch(() => {})
    return turn
  }

  async function grantPass({ day, ...request }: PassRequest): Promise<GrantedPass> {
    const pass: RecordKind<Pass> = {
      listOf: officernd.passesOf,
      byId: officernd.passById,
      create: (memberId) => officernd.createPass(memberId, day),
      judge: (one) => judgePass(one, day),
    }
    const wanted = { ...request, key: request.paymentId, sinceMs: request.paidAtMs }
    const { id, memberId, certainty } = await grantOnce(grants, pass, wanted)
    return { id, memberId, certainty, day, sharedWith: otherNameOf(memory, request.person) }
  }

  async function grantMembership(request: MembershipRequest): Promise<GrantedMembership> {
    const membership: RecordKind<Membership> = {
      listOf: officernd.membershipsOf,
      byId: officernd.membershipById,
      create: (memberId) => officernd.createMembership(memberId, request),
      judge: (one) => judgeMembership(one, request),
    }
    otherNameOf(memory, request.person)
    const wanted = { ...request, key: request.subscriptionId, sinceMs: request.begunAtMs }
    const { id, memberId, certainty, record } = await grantOnce(grants, membership, wanted)
    return { id, memberId, certainty, price: record?.price ?? null }
  }

  /** The membership that was created for a subscription, also by a call whose answer was lost. Creates none. */
  async function findGranted(request: MembershipRequest): Promise<string | null> {
    const key = request.subscriptionId
    if (memory.get(`begun:${key}`) === undefined) return null
    const none = new Error('no membership')
    const membership: RecordKind<Membership> = {
      listOf: officernd.membershipsOf,
      byId: officernd.membershipById,
      create: () => Promise.reject(none),
      judge: (one) => judgeMembership(one, request),
    }
    try {
      const wanted = { ...request, key, sinceMs: request.begunAtMs }
      return (await grantOnce(grants, membership, wanted)).id || null
    } catch (error) {
      if (error === none) return null
      throw error
    }
  }

  /** @throws VendorError when the pass is not the member's: the team must look at it. */
  async function revoke(passId: string, memberId: string, day: Day): Promise<'used' | 'gone'> {
    const pass = await officernd.passById(passId)
    if (!pass) return 'gone'
    if (pass.memberId === undefined ? !isClaimed(memory, passId) : pass.memberId !== memberId)
      throw new VendorError('officernd', 'DELETE /passes (of another member)', null)
    if ((await officernd.checkinDays(memberId)).includes(day)) return 'used'
    await officernd.deletePass(passId)
    return 'gone'
  }

  return {
    /** The member with this e-mail address, or `null`. Creates none. */
    find: (email: string) => oneAtATime(async () => (await member.find(email))[0] ?? null),

    findOrCreate: (person: Person) => oneAtATime(() => member.findOrCreate(person)),

    /** Grants the pass of a payment once. Safe to call again after a failure. */
    grantPass: (request: PassRequest) => oneAtATime(() => grantPass(request)),

    /** Grants the membership of a subscription once. Safe to call again after a failure. */
    grantMembership: (request: MembershipRequest) => oneAtATime(() => grantMembership(request)),

    /** The id of the membership that a subscription has been granted, or `null`. */
    findGranted: (request: MembershipRequest) => oneAtATime(() => findGranted(request)),

    /** Deletes the pass of a refunded payment, unless the member has checked in on its day. */
    revokePass: (passId: string, memberId: string, day: Day) =>
      oneAtATime(() => revoke(passId, memberId, day)),

    /** Sets the membership's last day. */
    endMembership: (membershipId: string, day: Day) =>
      oneAtATime(() => officernd.endMembership(membershipId, day)),
  }
}

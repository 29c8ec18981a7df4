/**
 * The only writer of one person's member record, passes and memberships in OfficeRnD, one call at a
 * time. It stores which of them belongs to which payment, so that a repeated request is not a second
 * purchase.
 */
import type { Storage } from '../../core/storage.ts'
import type { Day } from '../../core/time.ts'
import type { Officernd } from './client.ts'
import type { Person } from './members.ts'
import type { Membership } from './memberships.ts'
import type { Pass } from './passes.ts'

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

export interface GrantedMembership {
  id: string
  memberId: string
  /** What OfficeRnD would bill, in dollars: 0 as requested, unless OfficeRnD ignores the request. */
  price: number
}

export interface GrantedPass {
  id: string
  day: Day
  memberId: string
}

export type MemberWriter = ReturnType<typeof createMemberWriter>

/** Staff do not create a pass by hand this soon after a payment. */
const NO_MANUAL_PASS_BEFORE_MS = 60_000

/** How long an empty search result is trusted: only this object creates the person's member. */
const LOOKUP_MAX_AGE_MS = 5_000

export function createMemberWriter(officernd: Officernd, memory: Storage, now: () => number) {
  let queue: Promise<unknown> = Promise.resolve()
  let lookedAtMs = 0

  function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work, work)
    queue = turn.catch(() => {})
    return turn
  }

  async function findMembers(email: string): Promise<string[]> {
    const members = await officernd.findMembersByEmail(email)
    if (members.length === 0) lookedAtMs = now()
    return members
  }

  /** The member named at purchase if it still exists; else the best match; else a new one. */
  async function memberFor(person: Person, preferredId?: string): Promise<string> {
    if (now() - lookedAtMs > LOOKUP_MAX_AGE_MS) {
      const members = await findMembers(person.email)
      const known = members.find((id) => id === preferredId) ?? members[0]
      if (known) return known
    }
    lookedAtMs = 0
    return officernd.createMember(person, now())
  }

  /** A pass for the day that no payment has claimed: ours after a lost response, or made by hand. */
  async function unclaimedPass(memberId: string, day: Day): Promise<Pass | undefined> {
    const passes = await officernd.passesOf(memberId)
    return passes.find((pass) => isAcceptedByKiosk(pass, day) && !memory.get(`claim:${pass.id}`))
  }

  function save(request: PassRequest, passId: string, memberId: string): GrantedPass {
    const granted = { id: passId, day: request.day, memberId }
    memory.put(`claim:${passId}`, request.paymentId)
    memory.put(`pass:${request.paymentId}`, granted)
    return granted
  }

  async function grant(request: PassRequest): Promise<GrantedPass> {
    const { paymentId, day } = request
    const granted = memory.get<GrantedPass>(`pass:${paymentId}`)
    if (granted) return granted
    const started = memory.get<boolean>(`begun:${paymentId}`) ?? false
    memory.put(`begun:${paymentId}`, true)
    let { memberId } = request
    if (started || !memberId || now() - request.paidAtMs > NO_MANUAL_PASS_BEFORE_MS) {
      memberId = await memberFor(request.person, memberId)
      const found = await unclaimedPass(memberId, day)
      if (found) return save(request, found.id, memberId)
    }
    const pass = await officernd.createPass(memberId, day)
    if (!isAcceptedByKiosk(pass, day))
      throw new Error(`pass ${pass.id} was not created as requested`)
    return save(request, pass.id, memberId)
  }

  async function revoke(passId: string, memberId: string, day: Day): Promise<'used' | 'gone'> {
    if ((await officernd.checkinDays(memberId)).includes(day)) return 'used'
    await officernd.deletePass(passId)
    return 'gone'
  }

  async function grantOnce(request: MembershipRequest): Promise<GrantedMembership> {
    const { subscriptionId, planId, startDay } = request
    const granted = memory.get<GrantedMembership>(`membership:${subscriptionId}`)
    if (granted) return granted
    const started = memory.get<boolean>(`begun:${subscriptionId}`) ?? false
    memory.put(`begun:${subscriptionId}`, true)
    let { memberId } = request
    let membership: Membership | undefined
    if (started || !memberId || now() - request.begunAtMs > NO_MANUAL_PASS_BEFORE_MS) {
      memberId = await memberFor(request.person, memberId)
      const existing = await officernd.membershipsOf(memberId)
      // Ours after a lost response, or assigned by staff with the subscription's start (playbook 1).
      membership = existing.find(
        (one) => one.planId === planId && one.startDay >= startDay && !memory.get(`claim:${one.id}`)
      )
    }
    membership ??= await officernd.createMembership(memberId, request)
    const result = { id: membership.id, memberId, price: membership.price }
    memory.put(`claim:${membership.id}`, subscriptionId)
    memory.put(`membership:${subscriptionId}`, result)
    return result
  }

  return {
    /** The member with this e-mail address, or `null`. Creates none. */
    find: (email: string) => oneAtATime(async () => (await findMembers(email))[0] ?? null),

    findOrCreate: (person: Person) => oneAtATime(() => memberFor(person)),

    /** Grants the pass of a payment once. Safe to call again after a failure. */
    grantPass: (request: PassRequest) => oneAtATime(() => grant(request)),

    /** Grants the membership of a subscription once. Safe to call again after a failure. */
    grantMembership: (request: MembershipRequest) => oneAtATime(() => grantOnce(request)),

    /** Deletes the pass of a refunded payment, unless the member has checked in on its day. */
    revokePass: (passId: string, memberId: string, day: Day) =>
      oneAtATime(() => revoke(passId, memberId, day)),

    /** Sets the membership's last day. */
    endMembership: (membershipId: string, day: Day) =>
      oneAtATime(() => officernd.endMembership(membershipId, day)),
  }
}

/** The fields of a pass that the kiosk checks; the plan is checked elsewhere (reference document, "API call parameters"). */
export function isAcceptedByKiosk(pass: Pass, day: Day): boolean {
  return pass.type === 'hotdesk' && pass.grantsActiveStatus && pass.from === day && pass.to === day
}

/**
 * One person's desk: the only writer of her member record, passes and memberships in OfficeRnD, one
 * call at a time. It remembers which of them belongs to which payment, so that a second one is told
 * from a repeated one.
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
  /** What OfficeRnD would bill: nothing, if it does as it was told. */
  price: number
}

export interface GrantedPass {
  id: string
  day: Day
  memberId: string
}

export type MemberWriter = ReturnType<typeof createMemberWriter>

/** Nobody at the front desk makes a pass by hand within this time of a payment. */
const NO_MANUAL_PASS_BEFORE_MS = 60_000

/** A look this fresh still holds: nobody but this desk creates her member. */
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

  /** The one she had, if it is still there; else the likeliest; else a new one. */
  async function memberFor(person: Person, had?: string): Promise<string> {
    if (now() - lookedAtMs > LOOKUP_MAX_AGE_MS) {
      const members = await findMembers(person.email)
      const known = members.find((id) => id === had) ?? members[0]
      if (known) return known
    }
    lookedAtMs = 0
    return officernd.createMember(person, now())
  }

  /** A pass for her day that no other payment has: ours from a lost answer, or made by hand. */
  async function unclaimedPass(memberId: string, day: Day): Promise<Pass | undefined> {
    const passes = await officernd.passesOf(memberId)
    return passes.find((pass) => isAcceptedByKiosk(pass, day) && !memory.get(`claim:${pass.id}`))
  }

  function keep(request: PassRequest, passId: string, memberId: string): GrantedPass {
    const granted = { id: passId, day: request.day, memberId }
    memory.put(`claim:${passId}`, request.paymentId)
    memory.put(`pass:${request.paymentId}`, granted)
    return granted
  }

  async function grant(request: PassRequest): Promise<GrantedPass> {
    const { paymentId, day } = request
    const granted = memory.get<GrantedPass>(`pass:${paymentId}`)
    if (granted) return granted
    const begun = memory.get<boolean>(`begun:${paymentId}`) ?? false
    memory.put(`begun:${paymentId}`, true)
    let { memberId } = request
    if (begun || !memberId || now() - request.paidAtMs > NO_MANUAL_PASS_BEFORE_MS) {
      memberId = await memberFor(request.person, memberId)
      const found = await unclaimedPass(memberId, day)
      if (found) return keep(request, found.id, memberId)
    }
    const pass = await officernd.createPass(memberId, day)
    if (!isAcceptedByKiosk(pass, day))
      throw new Error(`pass ${pass.id} was not made as it was asked for`)
    return keep(request, pass.id, memberId)
  }

  async function takeBack(passId: string, memberId: string, day: Day): Promise<'used' | 'gone'> {
    if ((await officernd.checkinDays(memberId)).includes(day)) return 'used'
    await officernd.deletePass(passId)
    return 'gone'
  }

  async function give(request: MembershipRequest): Promise<GrantedMembership> {
    const { subscriptionId, planId, startDay } = request
    const kept = memory.get<GrantedMembership>(`membership:${subscriptionId}`)
    if (kept) return kept
    const begun = memory.get<boolean>(`begun:${subscriptionId}`) ?? false
    memory.put(`begun:${subscriptionId}`, true)
    let { memberId } = request
    let made: Membership | undefined
    if (begun || !memberId || now() - request.begunAtMs > NO_MANUAL_PASS_BEFORE_MS) {
      memberId = await memberFor(request.person, memberId)
      const theirs = await officernd.membershipsOf(memberId)
      // Ours from a lost answer, or assigned by staff with the subscription's start, as playbook 1 says.
      made = theirs.find(
        (one) => one.planId === planId && one.startDay >= startDay && !memory.get(`claim:${one.id}`)
      )
    }
    made ??= await officernd.createMembership(memberId, request)
    const given = { id: made.id, memberId, price: made.price }
    memory.put(`claim:${made.id}`, subscriptionId)
    memory.put(`membership:${subscriptionId}`, given)
    return given
  }

  return {
    /** The member with this e-mail address, or `null`; makes none. */
    find: (email: string) => oneAtATime(async () => (await findMembers(email))[0] ?? null),

    findOrCreate: (person: Person) => oneAtATime(() => memberFor(person)),

    /** Grants the pass of a payment, once; asks again as often as it takes. */
    grantPass: (request: PassRequest) => oneAtATime(() => grant(request)),

    /** Gives the membership of a subscription, once; asks again as often as it takes. */
    grantMembership: (request: MembershipRequest) => oneAtATime(() => give(request)),

    /** Takes a pass back whose money went back, unless she has used it on its day. */
    revokePass: (passId: string, memberId: string, day: Day) =>
      oneAtATime(() => takeBack(passId, memberId, day)),

    /** The membership's last day; what is invoiced and past stays. */
    endMembership: (membershipId: string, day: Day) =>
      oneAtATime(() => officernd.endMembership(membershipId, day)),
  }
}

/** What the kiosk looks at, but for the plan (reference document, "API call parameters"). */
export function isAcceptedByKiosk(pass: Pass, day: Day): boolean {
  return pass.type === 'hotdesk' && pass.grantsActiveStatus && pass.from === day && pass.to === day
}

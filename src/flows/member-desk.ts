/**
 * One person's desk: the only writer of her member record and passes in OfficeRnD, one call at a
 * time. It remembers which pass belongs to which payment, so that a second pass for one day is told
 * from a repeated one.
 */
import type { Officernd, Pass, Person } from '../clients/officernd.ts'
import type { Day } from '../rules/time.ts'
import type { Memory } from './memory.ts'

export interface PassRequest {
  paymentId: string
  /** The member the payment was made for. */
  memberId: string
  person: Person
  day: Day
  paidAtMs: number
}

export interface GrantedPass {
  id: string
  day: Day
  memberId: string
}

export type MemberDesk = ReturnType<typeof createMemberDesk>

/** Nobody at the front desk makes a pass by hand within this time of a payment. */
const STAFF_MS = 60_000

/** A look this fresh still holds: nobody but this desk creates her member. */
const FRESH_LOOK_MS = 5_000

export function createMemberDesk(officernd: Officernd, memory: Memory, now: () => number) {
  let queue: Promise<unknown> = Promise.resolve()
  let lookedAtMs = 0
  let waiting: { paymentId: string; tell(pass: GrantedPass): void }[] = []

  function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work, work)
    queue = turn.catch(() => {})
    return turn
  }

  async function look(email: string): Promise<string[]> {
    const members = await officernd.membersWith(email)
    if (members.length === 0) lookedAtMs = now()
    return members
  }

  /** The one she had, if it is still there; else the likeliest; else a new one. */
  async function memberFor(person: Person, had?: string): Promise<string> {
    if (now() - lookedAtMs > FRESH_LOOK_MS) {
      const members = await look(person.email)
      const known = members.find((id) => id === had) ?? members[0]
      if (known) return known
    }
    lookedAtMs = 0
    return officernd.createMember(person, now())
  }

  /** A pass for her day that no other payment has: ours from a lost answer, or made by hand. */
  async function unclaimedPass(memberId: string, day: Day): Promise<Pass | undefined> {
    const passes = await officernd.passesOf(memberId)
    return passes.find((pass) => opensTheDoor(pass, day) && !memory.get(`claim:${pass.id}`))
  }

  function keep(request: PassRequest, passId: string, memberId: string): GrantedPass {
    const granted = { id: passId, day: request.day, memberId }
    memory.put(`claim:${passId}`, request.paymentId)
    memory.put(`pass:${request.paymentId}`, granted)
    for (const waiter of waiting) if (waiter.paymentId === request.paymentId) waiter.tell(granted)
    return granted
  }

  async function grant(request: PassRequest): Promise<GrantedPass> {
    const { paymentId, day } = request
    const granted = memory.get<GrantedPass>(`pass:${paymentId}`)
    if (granted) return granted
    const begun = memory.get<boolean>(`begun:${paymentId}`) ?? false
    memory.put(`begun:${paymentId}`, true)
    let { memberId } = request
    if (begun || !memberId || now() - request.paidAtMs > STAFF_MS) {
      memberId = await memberFor(request.person, memberId)
      const found = await unclaimedPass(memberId, day)
      if (found) return keep(request, found.id, memberId)
    }
    const pass = await officernd.createPass(memberId, day)
    if (!opensTheDoor(pass, day))
      throw new Error(`pass ${pass.id} was not made as it was asked for`)
    return keep(request, pass.id, memberId)
  }

  return {
    /** The member with this e-mail address, or `null`; makes none. */
    find: (email: string) => oneAtATime(async () => (await look(email))[0] ?? null),

    findOrCreate: (person: Person) => oneAtATime(() => memberFor(person)),

    /** Grants the pass of a payment, once; asks again as often as it takes. */
    grantPass: (request: PassRequest) => oneAtATime(() => grant(request)),

    /** The pass of a payment as soon as it is granted, or `null` after `waitMs`. */
    async awaitPass(paymentId: string, waitMs: number): Promise<GrantedPass | null> {
      const granted = memory.get<GrantedPass>(`pass:${paymentId}`)
      if (granted) return granted
      const { promise, resolve } = Promise.withResolvers<GrantedPass | null>()
      const waiter = { paymentId, tell: resolve }
      const timer = setTimeout(() => resolve(null), waitMs)
      waiting.push(waiter)
      const pass = await promise
      clearTimeout(timer)
      waiting = waiting.filter((other) => other !== waiter)
      return pass
    },
  }
}

/** What the kiosk looks at, but for the plan (reference document, "API call parameters"). */
function opensTheDoor(pass: Pass, day: Day): boolean {
  return pass.type === 'hotdesk' && pass.grantsActiveStatus && pass.from === day && pass.to === day
}

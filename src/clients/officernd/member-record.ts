/** One person's member record in OfficeRnD: found by e-mail address, or created once. */
import type { Storage } from '../../core/storage.ts'
import { UnreadableAnswer } from '../../core/vendor-error.ts'
import type { Officernd } from './client.ts'
import type { Person } from './members.ts'

/** How long an empty search result is trusted: only this object creates the person's member. */
const LOOKUP_MAX_AGE_MS = 5_000

/** Storage key of the member that was created here: its id, or empty when the answer had none. */
const CREATED = 'member-created'

/** Storage key of the name for which this address was first used. */
const FIRST_NAME_USED = 'first-name-used'

const plain = (name: string) =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase()

/** Keeps the name that used the address first. Returns it if it is another one: perhaps two people share the address. */
export function otherNameOf(memory: Storage, { name }: Person): string | null {
  const first = memory.get<string>(FIRST_NAME_USED)
  if (first === undefined) memory.put(FIRST_NAME_USED, name)
  return first !== undefined && plain(first) !== plain(name) ? first : null
}

export function createMemberRecord(officernd: Officernd, memory: Storage, now: () => number) {
  let lookedAtMs = 0

  /** Ids of the person's members, best match first. */
  async function find(email: string): Promise<string[]> {
    const members = await officernd.findMembersByEmail(email)
    if (members.length === 0) lookedAtMs = now()
    return members
  }

  /**
   * The member named at purchase if it still exists; else the best match; else a new one.
   * @throws UnreadableAnswer when one was created whose id is not known: staff must find or make it.
   */
  async function findOrCreate(person: Person, preferredId?: string): Promise<string> {
    if (now() - lookedAtMs > LOOKUP_MAX_AGE_MS) {
      const members = await find(person.email)
      const known = members.find((id) => id === preferredId) ?? members[0]
      if (known) return known
    }
    lookedAtMs = 0
    // The list is filtered by the exact address: staff may have written it in other capitals.
    if (preferredId && (await officernd.isMember(preferredId, person.email))) return preferredId
    const createdId = memory.get<string>(CREATED)
    if (createdId === '') throw new UnreadableAnswer('officernd', 'POST /members (made before)')
    if (createdId && (await officernd.isMember(createdId, person.email))) return createdId
    const { id } = await officernd.createMember(person, now())
    otherNameOf(memory, person)
    memory.put(CREATED, id ?? '')
    return id ?? firstOf(await find(person.email))
  }

  return { find, findOrCreate }
}

function firstOf([id]: string[]): string {
  if (!id) throw new UnreadableAnswer('officernd', 'POST /members')
  return id
}

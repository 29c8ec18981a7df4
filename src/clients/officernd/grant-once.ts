/**
 * Gives a member one record for one payment. OfficeRnD has no idempotency keys: whatever it answers with
 * success has been created, and is found or handed to a person, never created again.
 */
import type { Storage } from '../../core/storage.ts'
import { UnreadableAnswer } from '../../core/vendor-error.ts'
import type { createMemberRecord } from './member-record.ts'
import type { Person } from './members.ts'
import type { Created, Judgement } from './read.ts'

/**
 * `verified`: OfficeRnD shows the record as it was requested. `unreadable`: it was created, and its
 * fields cannot be read. `unclear`: a person must look, because it differs, or cannot be found.
 */
export type Certainty = 'verified' | 'unreadable' | 'unclear'

export interface Granted<R> {
  /** Empty when the record was created and its id is not known. */
  id: string
  memberId: string
  certainty: Certainty
  record: R | null
}

export interface GrantRequest {
  /** Id of the payment or subscription. */
  key: string
  /** The member it was bought for; may be empty. */
  memberId: string
  person: Person
  /** When it was paid. */
  sinceMs: number
}

/** How one kind of record is read, created and compared with what was asked for. */
export interface RecordKind<R> {
  listOf(memberId: string): Promise<R[]>
  byId(id: string): Promise<R | null>
  create(memberId: string): Promise<Created<R>>
  judge(record: R): Judgement
}

interface OwnedRecord {
  id: string
  memberId: string | undefined
}

/** What OfficeRnD has answered with success. */
interface Made {
  id: string
  memberId: string
}

/** Staff do not create a record by hand this soon after a payment. */
const NO_MANUAL_RECORD_BEFORE_MS = 60_000

/** A new record may not be listed at once, and an answer may be damaged once. */
const MAX_LOOKS = 4

/** Where it is stored what was granted, and how the person's member is found. */
interface Grants {
  memory: Storage
  member: ReturnType<typeof createMemberRecord>
  now(): number
}

/** Whether a record belongs to a payment. */
export const isClaimed = (memory: Storage, id: string) => memory.get(`claim:${id}`) !== undefined

/** Safe to call again after a failure. The result's `memberId` is the one that the record belongs to. */
export async function grantOnce<R extends OwnedRecord>(
  { memory, member, now }: Grants,
  kind: RecordKind<R>,
  { key, person, sinceMs, memberId: boughtFor }: GrantRequest
): Promise<Granted<R>> {
  const granted = memory.get<Granted<R>>(`granted:${key}`)
  if (granted) return granted
  const made = memory.get<Made>(`made:${key}`)
  const started = memory.get<boolean>(`begun:${key}`) ?? false
  memory.put(`begun:${key}`, true)
  let memberId = made?.memberId ?? boughtFor
  try {
    if (made) return save(memory, key, await identify(memory, kind, made))
    if (started || !memberId || now() - sinceMs > NO_MANUAL_RECORD_BEFORE_MS) {
      memberId = await member.findOrCreate(person, memberId)
      const found = await lookFor(memory, kind, memberId)
      if (found) return save(memory, key, found)
    }
    return save(memory, key, await create(memory, kind, key, memberId))
  } catch (error) {
    // An answer that stays unreadable will not become clear by itself.
    const created = memory.get<Made>(`made:${key}`)
    const mayExist = created ?? (started && memberId)
    if (!(error instanceof UnreadableAnswer) || !mayExist || countLook(memory, key)) throw error
    const id = created?.id ?? ''
    return save<R>(memory, key, { id, memberId, certainty: 'unclear', record: null })
  }
}

function save<R>(memory: Storage, key: string, granted: Granted<R>): Granted<R> {
  if (granted.id) memory.put(`claim:${granted.id}`, key)
  memory.put(`granted:${key}`, granted)
  return granted
}

/** Counts a search that found nothing. `false` when it was the last, and a person must look. */
function countLook(memory: Storage, key: string): boolean {
  const looks = (memory.get<number>(`looks:${key}`) ?? 0) + 1
  memory.put(`looks:${key}`, looks)
  return looks < MAX_LOOKS
}

async function create<R extends OwnedRecord>(
  memory: Storage,
  kind: RecordKind<R>,
  key: string,
  memberId: string
): Promise<Granted<R>> {
  const { id, record } = await kind.create(memberId)
  const made: Made = { id: id ?? '', memberId }
  // Kept before it is judged: from here on nothing is created for this payment.
  memory.put(`made:${key}`, made)
  const isOurs = record && (record.memberId ?? memberId) === memberId
  if (id && isOurs && kind.judge(record) === 'as-requested')
    return { id, memberId, certainty: 'verified', record }
  return identify(memory, kind, made)
}

/** What became of a record that OfficeRnD has created. */
async function identify<R extends OwnedRecord>(
  memory: Storage,
  kind: RecordKind<R>,
  { id, memberId }: Made
): Promise<Granted<R>> {
  if (!id) {
    const found = await lookFor(memory, kind, memberId)
    if (found) return found
    throw new UnreadableAnswer('officernd', 'POST (created, not found yet)')
  }
  const record = await kind.byId(id)
  if (!record) return { id, memberId, certainty: 'unclear', record: null }
  const isOthers = record.memberId !== undefined && record.memberId !== memberId
  return { id, memberId, certainty: certaintyOf(isOthers ? 'other' : kind.judge(record)), record }
}

/**
 * A record as requested that no payment has claimed: ours after a lost response, or made by hand. One
 * that cannot be read may be ours, so it is `unclear` and keeps another from being created.
 */
async function lookFor<R extends OwnedRecord>(
  memory: Storage,
  kind: RecordKind<R>,
  memberId: string
): Promise<Granted<R> | undefined> {
  let unclear: Granted<R> | undefined
  for (const record of await kind.listOf(memberId)) {
    if (record.id && isClaimed(memory, record.id)) continue
    const judgement = await judgeOwned(kind, record, memberId)
    if (judgement === 'as-requested' && record.id)
      return { id: record.id, memberId, certainty: 'verified', record }
    if (judgement !== 'other') unclear ??= { id: record.id, memberId, certainty: 'unclear', record }
  }
  return unclear
}

/** Whether a listed record is the member's own and as requested. One without a member is read by its id. */
async function judgeOwned<R extends OwnedRecord>(
  kind: RecordKind<R>,
  record: R,
  memberId: string
): Promise<Judgement> {
  const judgement = kind.judge(record)
  if (judgement === 'other' || record.memberId === memberId) return judgement
  const whole = record.memberId === undefined && record.id ? await kind.byId(record.id) : record
  if (whole && whole.memberId === undefined) return 'unreadable'
  return whole?.memberId === memberId ? kind.judge(whole) : 'other'
}

function certaintyOf(judgement: Judgement): Certainty {
  if (judgement === 'as-requested') return 'verified'
  return judgement === 'unreadable' ? 'unreadable' : 'unclear'
}

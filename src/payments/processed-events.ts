/** News that has been dealt with, on what it is about: Stripe tells it again for longer than a run's name is known. */
import type { Step } from '../core/workflow.ts'

/** `refunded` says how much went back so far; of everything else the object is enough. */
export interface Heard {
  what: string
  objectId: string
  cents?: number
}

type Metadata = Record<string, string>

/** As many ids as Stripe's 500 characters hold. */
const MOST_IDS = 10

/** The last step of whoever has dealt with it; `note` writes the mark beside what stands in the metadata. */
export function writeHeard(
  step: Step,
  metadata: Metadata,
  news: Heard,
  note: (mark: Metadata) => Promise<unknown>
): Promise<boolean> {
  return step('write that it was heard', async () => {
    await note(heardMark(metadata, news))
    return true
  })
}

function heardMark(metadata: Metadata, { what, objectId, cents }: Heard): Metadata {
  if (what === 'refunded') return { [keyOf(what)]: String(cents) }
  const ids = [...idsIn(metadata, what), objectId].slice(-MOST_IDS)
  return { [keyOf(what)]: ids.join(' ') }
}

/** A refund tells all that went back so far, so a later one says all that an earlier one did. */
export function wasHeard(metadata: Metadata, { what, objectId, cents = 0 }: Heard): boolean {
  if (what === 'refunded') return Number(metadata[keyOf(what)] ?? -1) >= cents
  return idsIn(metadata, what).includes(objectId)
}

const keyOf = (what: string) => `heard_${what.replaceAll('-', '_')}`

const idsIn = (metadata: Metadata, what: string) =>
  (metadata[keyOf(what)] ?? '').split(' ').filter(Boolean)

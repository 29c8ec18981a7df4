/** News that has been dealt with, on what it is about: Stripe tells it again for longer than a run's name is known. */
import type { Step } from '../core/workflow.ts'

/** `refunded` says how much went back so far; of everything else the object is enough. */
export interface EventKey {
  type: string
  objectId: string
  cents?: number
}

type Metadata = Record<string, string>

/** As many ids as Stripe's 500 characters hold. */
const MOST_IDS = 10

/** The last step of whoever has dealt with it; `note` writes the mark beside what stands in the metadata. */
export function markProcessed(
  step: Step,
  metadata: Metadata,
  event: EventKey,
  note: (mark: Metadata) => Promise<unknown>
): Promise<boolean> {
  return step('write that it was heard', async () => {
    await note(processedMark(metadata, event))
    return true
  })
}

function processedMark(metadata: Metadata, { type, objectId, cents }: EventKey): Metadata {
  if (type === 'refunded') return { [keyOf(type)]: String(cents) }
  const ids = [...idsIn(metadata, type), objectId].slice(-MOST_IDS)
  return { [keyOf(type)]: ids.join(' ') }
}

/** A refund tells all that went back so far, so a later one says all that an earlier one did. */
export function wasProcessed(metadata: Metadata, { type, objectId, cents = 0 }: EventKey): boolean {
  if (type === 'refunded') return Number(metadata[keyOf(type)] ?? -1) >= cents
  return idsIn(metadata, type).includes(objectId)
}

const keyOf = (type: string) => `processed_${type.replaceAll('-', '_')}`

const idsIn = (metadata: Metadata, type: string) =>
  (metadata[keyOf(type)] ?? '').split(' ').filter(Boolean)

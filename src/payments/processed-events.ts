/**
 * Marks processed Stripe events in the object's metadata. Stripe redelivers events for longer (30 days)
 * than Cloudflare remembers a workflow id.
 */
import type { Step } from '../core/workflow.ts'

/** Identifies an event. Refunds are told apart by `cents`, the sum refunded so far; others by the object. */
export interface EventKey {
  type: string
  objectId: string
  cents?: number
}

type Metadata = Record<string, string>

/** This many ids fit into the 500 characters of a metadata value. */
const MAX_IDS = 10

/** The last step of a workflow that processed an event. `note` adds the mark to the object's metadata. */
export function markProcessed(
  step: Step,
  metadata: Metadata,
  event: EventKey,
  note: (mark: Metadata) => Promise<unknown>
): Promise<void> {
  return step('mark event processed', async () => {
    await note(processedMark(metadata, event))
  })
}

function processedMark(metadata: Metadata, { type, objectId, cents }: EventKey): Metadata {
  if (type === 'refunded') return { [keyOf(type)]: String(cents) }
  const ids = [...idsIn(metadata, type), objectId].slice(-MAX_IDS)
  return { [keyOf(type)]: ids.join(' ') }
}

/** A refund event has the sum refunded so far, so a later one includes all earlier ones. */
export function wasProcessed(metadata: Metadata, { type, objectId, cents = 0 }: EventKey): boolean {
  if (type === 'refunded') return Number(metadata[keyOf(type)] ?? -1) >= cents
  return idsIn(metadata, type).includes(objectId)
}

const keyOf = (type: string) => `processed_${type.replaceAll('-', '_')}`

const idsIn = (metadata: Metadata, type: string) =>
  (metadata[keyOf(type)] ?? '').split(' ').filter(Boolean)

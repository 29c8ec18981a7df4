/** Makes a record that is missing, through the run that missed it, and says beforehand what it would do. */
import { log } from '../core/log.ts'
import { VendorError } from '../core/vendor-error.ts'
import type { WorkflowStatus, Workflows } from '../core/workflow.ts'
import { REPAIRED_AT } from './reconciliation-sheet.ts'

/** What was sold, and the run that serves it. */
export interface RepairPlan<T> {
  workflowId: string
  params: T
  /** Why nothing is left for the run to do; `null` when something may be. */
  alreadyDone: string | null
  /** What the run would write at the vendors. */
  plannedWrites: string[]
  note(metadata: Record<string, string>): Promise<unknown>
}

export interface Repair {
  id: string
  dryRun: boolean
  run: WorkflowStatus
  will: 'start' | 'restart' | 'nothing'
  writes: string[]
  words: string
}

interface Repairing<T> {
  workflows: Workflows<T>
  now(): number
}

/** Asked twice it does nothing the second time: a run has its name, and restarts only when it has errored. */
export async function repair<T>(
  { workflows, now }: Repairing<T>,
  { id, dryRun }: { id: string; dryRun: boolean },
  { workflowId, params: order, alreadyDone: settled, plannedWrites: writes, note }: RepairPlan<T>
): Promise<Repair> {
  const run = await workflows.state(workflowId)
  const will = settled ? 'nothing' : ACTION_BY_STATUS[run]
  const answer = { id, dryRun, run, will, writes: will === 'nothing' ? [] : writes }
  if (will === 'nothing') return { ...answer, words: settled ?? MESSAGE_BY_STATUS[run] }
  if (dryRun) return { ...answer, words: `Nothing was done. ${MESSAGE_BY_STATUS[run]}` }

  log.repairAsked(id, run, will)
  const at = new Date(now()).toISOString()
  // Written first: the sweep, too, counts restarts by it.
  await note({ [REPAIRED_AT]: at, ...(will === 'restart' && { restarted_at: at }) })
  if (will === 'start') await workflows.start(workflowId, order)
  else await workflows.restart(workflowId)
  return {
    ...answer,
    words: 'The run is at work. Ask for the reconciliation again in some minutes.',
  }
}

const ACTION_BY_STATUS: Record<WorkflowStatus, Repair['will']> = {
  none: 'start',
  errored: 'restart',
  running: 'nothing',
  complete: 'nothing',
}

const MESSAGE_BY_STATUS: Record<WorkflowStatus, string> = {
  none: 'No run was ever started for it: with dryRun false it is started.',
  errored: 'Its run has given up: with dryRun false it is started again from its first step.',
  running: 'Its run is at work; one that falls silent is started again by itself.',
  complete:
    'Its run has come to its end, and is never done again. What is missing is made by hand.',
}

/** `null` instead of a vendor's 404. */
export async function nullIfNotFound<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof VendorError && error.status === 404) return null
    throw error
  }
}

/** What every finished run has written; such a one is never done again. */
export function outcomeMessage({ outcome }: Record<string, string>): string | null {
  if (!outcome) return null
  return `It has come to its end already (outcome: ${outcome}), and is never done again. What is missing is made by hand.`
}

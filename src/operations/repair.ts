/** Creates a missing record by starting or restarting the sale's workflow. A dry run reports what it would do. */
import { log } from '../core/log.ts'
import { VendorError } from '../core/vendor-error.ts'
import type { WorkflowStatus, Workflows } from '../core/workflow.ts'
import { REPAIRED_AT } from './reconciliation-sheet.ts'

/** The workflow of a sale, and what it would do. */
export interface RepairPlan<T> {
  workflowId: string
  params: T
  /** Why nothing is left to do; `null` if the workflow may have work. */
  alreadyDone: string | null
  /** What the workflow would write at the vendors, for people to read. */
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

/** Safe to call twice: a workflow starts once under its id, and restarts only after an error. */
export async function repair<T>(
  { workflows, now }: Repairing<T>,
  { id, dryRun }: { id: string; dryRun: boolean },
  { workflowId, params, alreadyDone, plannedWrites, note }: RepairPlan<T>
): Promise<Repair> {
  const status = await workflows.state(workflowId)
  const will = alreadyDone ? 'nothing' : ACTION_BY_STATUS[status]
  const response = {
    id,
    dryRun,
    run: status,
    will,
    writes: will === 'nothing' ? [] : plannedWrites,
  }
  if (will === 'nothing') return { ...response, words: alreadyDone ?? MESSAGE_BY_STATUS[status] }
  if (dryRun) return { ...response, words: `Nothing was done. ${MESSAGE_BY_STATUS[status]}` }

  log.repairAsked(id, status, will)
  const at = new Date(now()).toISOString()
  // Write `restarted_at` before the restart: the sweep uses it to limit restarts.
  await note({ [REPAIRED_AT]: at, ...(will === 'restart' && { restarted_at: at }) })
  if (will === 'start') await workflows.start(workflowId, params)
  else await workflows.restart(workflowId)
  return {
    ...response,
    words: 'The workflow is running. Run the reconciliation again in a few minutes.',
  }
}

const ACTION_BY_STATUS: Record<WorkflowStatus, Repair['will']> = {
  none: 'start',
  errored: 'restart',
  running: 'nothing',
  complete: 'nothing',
}

const MESSAGE_BY_STATUS: Record<WorkflowStatus, string> = {
  none: 'Its workflow was never started: with dryRun false it is started.',
  errored: 'Its workflow has errored: with dryRun false it is restarted from its first step.',
  running: 'Its workflow is running; if it hangs, the sweep restarts it.',
  complete: 'Its workflow has finished and cannot run again. Create what is missing by hand.',
}

/** Returns `null` if the vendor answers 404. */
export async function nullIfNotFound<T>(request: Promise<T>): Promise<T | null> {
  try {
    return await request
  } catch (error) {
    if (error instanceof VendorError && error.status === 404) return null
    throw error
  }
}

/** Message for a sale whose workflow has already written its outcome; `null` if it has not. */
export function outcomeMessage({ outcome }: Record<string, string>): string | null {
  if (!outcome) return null
  return `Its workflow has finished (outcome: ${outcome}) and cannot run again. Create what is missing by hand.`
}

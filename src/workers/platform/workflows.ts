/** Cloudflare Workflows as the flows see them. */

import { isPassRun } from '../../core/ids.ts'
import type { MembershipOrder, PassOrder, RunOrder, RunState, Runs } from '../../core/merge-runs.ts'

/** Runs of one kind of order; which Workflow has them is told by their name. */
export function workflowRuns<T>(of: (id: string) => Workflow<T>): Runs<T> {
  return {
    async start(id, order) {
      try {
        await of(id).create({ id, params: order })
      } catch (error) {
        // The name is taken: it was started before, which is what we want.
        if (!isTaken(error)) throw error
      }
    },

    async state(id) {
      try {
        return stateOf((await (await of(id).get(id)).status()).status)
      } catch (error) {
        if (String(error).includes('not_found')) return 'none'
        throw error
      }
    },

    async restart(id) {
      await (await of(id).get(id)).restart()
    },
  }
}

export function checkoutRuns(env: {
  PASS_RUN: Workflow<PassOrder>
  MEMBERSHIP_RUN: Workflow<MembershipOrder>
}): Runs<RunOrder> {
  // A name says the kind of its order, which the types cannot know.
  const of = (id: string) => (isPassRun(id) ? env.PASS_RUN : env.MEMBERSHIP_RUN)
  return workflowRuns(of as (id: string) => Workflow<RunOrder>)
}

function isTaken(error: unknown): boolean {
  return String(error).includes('already_exists')
}

function stateOf(status: InstanceStatus['status']): RunState {
  if (status === 'complete') return 'complete'
  return status === 'errored' || status === 'terminated' ? 'errored' : 'running'
}

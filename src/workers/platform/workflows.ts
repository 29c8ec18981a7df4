/** Cloudflare Workflows as the flows see them. */
import type { WorkflowStep } from 'cloudflare:workers'
import { isPassRun } from '../../core/ids.ts'
import type { Patience, RunOrder, RunState, Runs, Step } from '../../core/workflow.ts'
import type { MembershipOrder } from '../../memberships/context.ts'
import type { PassOrder } from '../../passes/context.ts'

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

/** 1 s, 2 s, 4 s … : ten waits make a quarter of an hour, five half a minute. */
export const RETRIES = {
  'until-done': {
    retries: { limit: 10, delay: '1 second', backoff: 'exponential' },
    timeout: '1 minute',
  },
  courtesy: {
    retries: { limit: 5, delay: '1 second', backoff: 'exponential' },
    timeout: '30 seconds',
  },
} as const satisfies Record<Patience, object>
export function stepOf(workflow: WorkflowStep): Step {
  return <T>(name: string, work: () => Promise<T>, patience: Patience = 'until-done') =>
    // Every step of ours returns plain data; the platform's type for that cannot be written for a T.
    workflow.do(name, RETRIES[patience], work as () => Promise<never>) as Promise<T>
}

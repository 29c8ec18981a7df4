/** Cloudflare Workflows as the flows see them: `Workflows` to start them, `Step` inside them. */
import type { WorkflowStep } from 'cloudflare:workers'
import type { RetryPolicy, Step, WorkflowStatus, Workflows } from '../../core/workflow.ts'

/** `bindingFor` says which binding holds the workflow of an id. */
export function createWorkflows<T>(bindingFor: (id: string) => Workflow<T>): Workflows<T> {
  return {
    async start(id, params) {
      try {
        await bindingFor(id).create({ id, params })
      } catch (error) {
        // It was started before, which is what we want.
        if (!isAlreadyExists(error)) throw error
      }
    },

    async state(id) {
      try {
        return statusOf((await (await bindingFor(id).get(id)).status()).status)
      } catch (error) {
        if (isNotFound(error)) return 'none'
        throw error
      }
    },

    async restart(id) {
      await (await bindingFor(id).get(id)).restart()
    },
  }
}

/** The platform says both only in the text of its errors; an unknown text is rethrown. */
const isAlreadyExists = (error: unknown) => String(error).includes('already_exists')
const isNotFound = (error: unknown) => String(error).includes('not_found')

function statusOf(status: InstanceStatus['status']): WorkflowStatus {
  if (status === 'complete') return 'complete'
  return status === 'errored' || status === 'terminated' ? 'errored' : 'running'
}

/** 1 s, 2 s, 4 s …: ten waits make a quarter of an hour, five half a minute. */
export const RETRIES = {
  required: {
    retries: { limit: 10, delay: '1 second', backoff: 'exponential' },
    timeout: '1 minute',
  },
  'best-effort': {
    retries: { limit: 5, delay: '1 second', backoff: 'exponential' },
    timeout: '30 seconds',
  },
} as const satisfies Record<RetryPolicy, object>

/** What a step returns is stored as data; a step that returns nothing stores `null`. */
export function createStep(workflow: WorkflowStep): Step {
  return <T>(name: string, work: () => Promise<T>, policy: RetryPolicy = 'required') => {
    const storable = async () => (await work()) ?? null
    // Every step returns plain data; the platform's type for that cannot be written for a T.
    return workflow.do(name, RETRIES[policy], storable as () => Promise<never>) as Promise<T>
  }
}

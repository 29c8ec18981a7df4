/** Implements `Workflows` and `Step` with Cloudflare Workflows. */
import type { WorkflowStep } from 'cloudflare:workers'
import type { RetryPolicy, Step, WorkflowStatus, Workflows } from '../../core/workflow.ts'

/** `bindingFor`: the binding of the Workflow that an id belongs to. */
export function createWorkflows<T>(bindingFor: (id: string) => Workflow<T>): Workflows<T> {
  return {
    async start(id, params) {
      try {
        await bindingFor(id).create({ id, params })
      } catch (error) {
        // Already started, so nothing is left to do.
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

/** The platform reports these only in the text of its errors; other errors are rethrown. */
const isAlreadyExists = (error: unknown) => String(error).includes('already_exists')
const isNotFound = (error: unknown) => String(error).includes('not_found')

function statusOf(status: InstanceStatus['status']): WorkflowStatus {
  if (status === 'complete') return 'complete'
  return status === 'errored' || status === 'terminated' ? 'errored' : 'running'
}

/** Waits of 1 s, 2 s, 4 s …: ten take about 17 minutes, seven 2 minutes, five half a minute. */
const RETRIES = {
  required: {
    retries: { limit: 10, delay: '1 second', backoff: 'exponential' },
    timeout: '1 minute',
  },
  'best-effort': {
    retries: { limit: 5, delay: '1 second', backoff: 'exponential' },
    timeout: '30 seconds',
  },
  patient: {
    retries: { limit: 7, delay: '1 second', backoff: 'exponential' },
    timeout: '30 seconds',
  },
} as const satisfies Record<RetryPolicy, object>

/** The result of a step is stored as data; a step that returns nothing stores `null`. */
export function createStep(workflow: WorkflowStep): Step {
  return <T>(name: string, work: () => Promise<T>, policy: RetryPolicy = 'required') => {
    const storable = async () => (await work()) ?? null
    // Every step returns plain data, but the platform's type for that does not accept a generic T.
    return workflow.do(name, RETRIES[policy], storable as () => Promise<never>) as Promise<T>
  }
}

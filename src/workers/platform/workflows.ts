/** Implements `Workflows` and `Step` with Cloudflare Workflows. */
import type { WorkflowStep, WorkflowStepConfig } from 'cloudflare:workers'
import {
  RETRIES,
  type RetryPolicy,
  type Step,
  type WorkflowStatus,
  type Workflows,
} from '../../core/workflow.ts'
import { inWorkflow } from './log-context.ts'

/** `bindingFor`: the binding of the Workflow that an id belongs to. */
export function createWorkflows<T>(bindingFor: (id: string) => Workflow<T>): Workflows<T> {
  return {
    async start(id, params) {
      try {
        await bindingFor(id).create({ id, params })
        return true
      } catch (error) {
        // Already started, so nothing is left to do.
        if (!isAlreadyExists(error)) throw error
        return false
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

function configOf(policy: RetryPolicy): WorkflowStepConfig {
  const { limit, firstDelayMs, timeoutMs } = RETRIES[policy]
  return { retries: { limit, delay: firstDelayMs, backoff: 'exponential' }, timeout: timeoutMs }
}

/** Runs a workflow on the platform's steps. `id`: the instance's. */
export function runOnSteps<T>(
  id: string,
  workflow: WorkflowStep,
  run: (step: Step) => Promise<T>
): Promise<T> {
  return inWorkflow(id, () => run(createStep(id, workflow)))
}

/** The result of a step is stored as data; a step that returns nothing stores `null`. */
function createStep(id: string, workflow: WorkflowStep): Step {
  return <T>(name: string, work: () => Promise<T>, policy: RetryPolicy = 'required') => {
    // The platform calls a step from outside of the workflow's own asynchronous context.
    const storable = () => inWorkflow(id, async () => (await work()) ?? null)
    // Every step returns plain data, but the platform's type for that does not accept a generic T.
    return workflow.do(name, configOf(policy), storable as () => Promise<never>) as Promise<T>
  }
}

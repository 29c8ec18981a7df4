/** Cloudflare Workflows as the flows see them. */
import type { PassOrder, RunState, Runs } from '../flows/runs.ts'

export function runsOf(workflow: Workflow<PassOrder>): Runs {
  return {
    async start(id, params) {
      try {
        await workflow.create({ id, params })
      } catch (error) {
        // The name is taken: it was started before, which is what we want.
        if (!isTaken(error)) throw error
      }
    },

    async state(id) {
      try {
        return stateOf((await (await workflow.get(id)).status()).status)
      } catch (error) {
        if (String(error).includes('not_found')) return 'none'
        throw error
      }
    },

    async restart(id) {
      await (await workflow.get(id)).restart()
    },
  }
}

function isTaken(error: unknown): boolean {
  return String(error).includes('already_exists')
}

function stateOf(status: InstanceStatus['status']): RunState {
  if (status === 'complete') return 'complete'
  return status === 'errored' || status === 'terminated' ? 'errored' : 'running'
}

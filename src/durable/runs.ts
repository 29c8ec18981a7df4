/** Cloudflare Workflows as the flows see them. */
import type { MembershipOrder, PassOrder, RunOrder, RunState, Runs } from '../flows/runs.ts'
import { isPassRun } from '../rules/keys.ts'

interface Workflows {
  PASS_RUN: Workflow<PassOrder>
  MEMBERSHIP_RUN: Workflow<MembershipOrder>
}

export function runsOf(env: Workflows): Runs {
  const of = (id: string) => (isPassRun(id) ? env.PASS_RUN : env.MEMBERSHIP_RUN)
  return {
    async start(id, order) {
      try {
        await (isPass(order)
          ? env.PASS_RUN.create({ id, params: order })
          : env.MEMBERSHIP_RUN.create({ id, params: order }))
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

function isPass(order: RunOrder): order is PassOrder {
  return order.kind === 'grant-pass' || order.kind === 'debit-failed'
}

function isTaken(error: unknown): boolean {
  return String(error).includes('already_exists')
}

function stateOf(status: InstanceStatus['status']): RunState {
  if (status === 'complete') return 'complete'
  return status === 'errored' || status === 'terminated' ? 'errored' : 'running'
}

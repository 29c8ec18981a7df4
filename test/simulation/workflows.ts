/** Durable runs as the simulator has them: each step is done once and remembered, whatever happens to the process. */
import { RETRIES, type Step, type WorkflowStatus, type Workflows } from '../../src/core/workflow.ts'
import { type Incarnation, type Process, ProcessKilled } from './process.ts'

interface Run<O> {
  id: string
  order: O
  state: WorkflowStatus
  memo: Map<string, unknown>
}

export type WorkflowBook<O> = ReturnType<typeof createWorkflowBook<O>>

/** `atOnce` lets a run begin when it is started; otherwise it waits until somebody drains the queue. */
export function createWorkflowBook<O>(
  process: Process,
  serve: (step: Step, order: O, id: string) => Promise<unknown>,
  atOnce: boolean
) {
  const workflows = new Map<string, Run<O>>()
  const queue: string[] = []
  const underWay = new Set<Promise<void>>()

  async function execute(run: Run<O>): Promise<void> {
    const mine = process.life()
    const { memo } = run
    const isMine = () => process.isAlive(mine) && run.memo === memo
    try {
      await serve(stepsOf(run, mine), run.order, run.id)
      if (isMine()) run.state = 'complete'
    } catch {
      if (isMine()) run.state = 'errored'
    }
  }

  function begin(id: string, run: Run<O>): void {
    if (!atOnce) {
      queue.push(id)
      return
    }
    const work = execute(run).finally(() => underWay.delete(work))
    underWay.add(work)
  }

  function stepsOf({ memo }: Run<O>, mine: Incarnation): Step {
    const named = new Set<string>()
    return async (name, work, policy = 'required') => {
      if (named.has(name)) throw new Error(`two steps are called ${name}`)
      named.add(name)
      for (let tries = 0; ; tries++) {
        if (!process.isAlive(mine)) throw new ProcessKilled()
        if (memo.has(name)) return structuredClone(memo.get(name)) as never
        try {
          await process.turn(name)
          const value = await work()
          if (process.isAlive(mine)) memo.set(name, structuredClone(value ?? null))
        } catch (error) {
          const { limit, firstDelayMs } = RETRIES[policy]
          if (!process.isAlive(mine) || tries === limit) throw error
          process.clock.advance(firstDelayMs * 2 ** tries)
        }
      }
    }
  }

  return {
    /** As a process finds them while it lives. */
    of(mine: Incarnation): Workflows<O> {
      return {
        async start(id, order) {
          await process.turn(`start ${id}`)
          if (!process.isAlive(mine)) throw new ProcessKilled()
          if (workflows.has(id)) return false
          const run: Run<O> = { id, order, state: 'running', memo: new Map() }
          workflows.set(id, run)
          begin(id, run)
          return true
        },
        state: async (id) => workflows.get(id)?.state ?? 'none',
        async restart(id) {
          if (!process.isAlive(mine)) throw new ProcessKilled()
          const run = workflows.get(id)
          if (!run) throw new Error('no such run')
          Object.assign(run, { state: 'running', memo: new Map() })
          begin(id, run)
        },
      }
    },
    state: (id: string): WorkflowStatus => workflows.get(id)?.state ?? 'none',
    areComplete: () => [...workflows.values()].every(({ state }) => state === 'complete'),
    /** Lets every started run come to its end, as far as it gets; whether there was any. */
    async drain(): Promise<boolean> {
      const some = queue.length > 0 || underWay.size > 0
      while (underWay.size > 0) await Promise.all(underWay)
      for (let id = queue.shift(); id; id = queue.shift()) {
        const run = workflows.get(id)
        if (run) await execute(run)
      }
      return some
    },
  }
}

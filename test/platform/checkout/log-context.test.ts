/** Every line that a workflow logs carries its id, also of what a vendor's client or a step says. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { log } from '../../../src/core/log.ts'
import { tryStep } from '../../../src/core/workflow.ts'
import { createApp } from '../../../src/workers/http/app.ts'
import { runOnSteps } from '../../../src/workers/platform/workflows.ts'

let lines: Record<string, unknown>[] = []

beforeEach(() => {
  lines = []
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((line: string) => void lines.push(JSON.parse(line)))
})
afterEach(() => vi.restoreAllMocks())

/** Calls a step from outside of the run's asynchronous context, as the platform does. */
function platformSteps() {
  const queue: (() => void)[] = []
  const timer = setInterval(() => queue.shift()?.(), 1)
  return {
    stop: () => clearInterval(timer),
    do: (_name: string, _config: object, work: () => Promise<unknown>) =>
      new Promise((resolve, reject) => {
        queue.push(() => void work().then(resolve, reject))
      }),
  }
}

test('lines between steps, in steps, and of failed steps', async () => {
  createApp(async () => {})
  const steps = platformSteps()
  await Promise.all(
    ['pi_1', 'in_2-payment-failed'].map((id) =>
      runOnSteps(id, steps as never, async (step) => {
        log.workflowStarted('between', id)
        await step('one', async () => log.oddCalendarEntry(id))
        await tryStep(step, `two of ${id}`, async () => {
          throw new Error('away')
        })
      })
    )
  )
  steps.stop()
  const seen = lines.map(({ workflow, by, id, step }) => [workflow, by ?? id ?? step])
  expect(seen.sort()).toEqual([
    ['in_2-payment-failed', 'in_2-payment-failed'],
    ['in_2-payment-failed', 'in_2-payment-failed'],
    ['in_2-payment-failed', 'two of in_2-payment-failed'],
    ['pi_1', 'pi_1'],
    ['pi_1', 'pi_1'],
    ['pi_1', 'two of pi_1'],
  ])
  log.swept({ events: 0, unserved: 0, alerted: 0 })
  expect(lines.at(-1)).not.toHaveProperty('workflow')
})

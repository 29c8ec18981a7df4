/** Two kinds of tests: quick ones in plain Node, and those that start the whole stack. */
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { aheadMs } from './test/sandbox/time.ts'
import { AT_FULL, LONG } from './test/support/long-tests.ts'
import { seededBugs, workerdProject } from './test/support/workerd-project.ts'

/** They wait for real retries, or judge thousands of runs: nothing long is left for the end. */
const LONGEST =
  /simulation\/(invariants|mutations)|kill|rounds|membership-page|slow-vendors|alerts|rooms\/holds|unsent-emails|google-down|vendor-faults|playbooks\/day-pass|browser\/(booking|checkout)\./

/** The tests of a project in this run: `all` without the long ones, or with `FULL=1` the long ones of these folders. */
const testsOf = (all: string[], folders: RegExp) =>
  process.env.FULL
    ? { include: AT_FULL.filter((file) => folders.test(file)) }
    : { include: all, exclude: LONG }

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => LONGEST.test(moduleId)
    const rest = await super.sort(files.filter((file) => !isLong(file)))
    return [...files.filter(isLong), ...rest]
  }
}

/** It ends what hangs, and claims nothing of how fast a machine is. */
const TIMEOUT_MS = 300_000
const POLLED = { poll: { timeout: TIMEOUT_MS } }

// Worked out once, for every process of this run.
aheadMs()

export default defineConfig({
  test: {
    // What a test prints is shown when it fails.
    silent: 'passed-only',
    coverage: { provider: 'istanbul', include: ['src/**/*.ts'], reporter: ['text', 'html'] },
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        plugins: seededBugs(),
        test: {
          name: 'quick',
          ...testsOf(
            [
              'test/{unit,clients,emulators,tools,simulation,assumptions,bench}/**/*.test.ts',
              'test/*.test.ts',
            ],
            /^test.simulation/
          ),
          isolate: false,
          setupFiles: 'test/sandbox/move-time.ts',
          testTimeout: TIMEOUT_MS,
          expect: POLLED,
        },
      },
      {
        test: {
          name: 'workers',
          ...testsOf(
            ['test/{workers,browser,playbooks,security}/**/*.test.ts'],
            /^test.(workers|browser|playbooks|security)/
          ),
          // What they share is imported once; each file has a stack of its own all the same.
          isolate: false,
          setupFiles: 'test/sandbox/move-time.ts',
          globalSetup: 'test/support/build-workers.ts',
          testTimeout: TIMEOUT_MS,
          expect: POLLED,
          hookTimeout: TIMEOUT_MS,
        },
      },
      ...(process.env.FULL
        ? []
        : [workerdProject('checkout', TIMEOUT_MS), workerdProject('bookings', TIMEOUT_MS)]),
    ],
    // A stack is two processes that mostly wait: eight at a time keep two cores busy.
    maxWorkers: 8,
  },
})

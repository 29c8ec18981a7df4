/** Two kinds of tests: quick ones in plain Node, and those that bring up the whole town. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'quick',
          include: ['test/{rules,clients,flows,bench}/**/*.test.ts', 'test/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'town',
          include: ['test/{workers,browser,playbooks,hostile}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 90_000,
          // Each town is two workerd processes that mostly wait; four at a time keep two cores busy.
          maxWorkers: 4,
        },
      },
    ],
  },
})

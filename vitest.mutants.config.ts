/** The tests that StrykerJS runs for each mutant: plain Node, milliseconds each (`npm run test:mutants`). */
import { configDefaults, defineConfig } from 'vitest/config'

/** They take seconds, and would be run again for thousands of mutants. */
const SLOW = ['http-hostile', 'rooms/openings-bookable', 'memberships/quote-always'].map(
  (file) => `test/unit/${file}.test.ts`
)
/** They compare texts with `docs/`. */
const OF_DOCUMENTS = ['test/unit/{words,security-document}.test.ts']

export default defineConfig({
  test: {
    include: ['test/{unit,clients}/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...SLOW, ...OF_DOCUMENTS],
    // StrykerJS ends what hangs: a busy machine is no failure.
    testTimeout: 300_000,
    isolate: false,
    setupFiles: 'test/sandbox/move-time.ts',
    silent: true,
  },
})

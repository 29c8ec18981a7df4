/** The tests that StrykerJS runs for each mutant: plain Node, milliseconds each (`npm run test:mutants`). */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/{unit,clients}/**/*.test.ts'],
    isolate: false,
    setupFiles: 'test/sandbox/move-time.ts',
    silent: true,
  },
})

/** The vitest project whose tests run inside workerd, next to one Worker's code and with its bindings. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import type { Plugin } from 'vitest/config'
import { varsOf } from '../sandbox/stack.ts'
import type { Mutation } from '../simulation/mutations/index.ts'

const ROOT = join(import.meta.dirname, '../..')

/** Bundled beforehand: one by one, their modules take workerd many seconds to load. */
const LIBRARIES = [
  ...['stripe', 'zod/mini', 'jose', 'ical-generator', '@date-fns/tz', 'fast-check'],
  ...['hono', 'hono/body-limit', 'hono/html', 'hono/request-id', 'hono/secure-headers'],
]

/** Set anew for each bug by the runner of the seeded bugs: one text of one file of `src/` reads otherwise. */
function bugIn(id: string): Mutation | null {
  const { SEEDED_BUG } = process.env
  const bug = SEEDED_BUG ? (JSON.parse(SEEDED_BUG) as Mutation) : null
  return bug && id.endsWith(`/src/${bug.file}`) ? bug : null
}

const seededBug: Plugin = {
  name: 'seeded-bug',
  enforce: 'pre',
  configureVitest({ defineCacheKeyGenerator }) {
    defineCacheKeyGenerator(({ id }) => (bugIn(id) ? `${process.env.SEEDED_BUG}` : null))
  },
  transform(code, id) {
    const bug = bugIn(id)
    if (!bug) return
    const parts = code.split(bug.from)
    if (parts.length !== 2)
      throw new Error(`${bug.file} holds this ${parts.length - 1} times: ${bug.from}`)
    return parts.join(bug.to)
  },
}

/** Nothing unless a bug is seeded. */
export const seededBugs = (): Plugin[] => (process.env.SEEDED_BUG ? [seededBug] : [])

/** `name`: of the Worker, as in `wrangler.<name>.toml` and `test/sandbox/<name>.env`. */
export function workerdProject(name: 'checkout' | 'bookings', testTimeout: number) {
  const secrets = secretsOf(name)
  return {
    plugins: [
      ...seededBugs(),
      cloudflareTest(({ inject }) => {
        // Wrangler asks here whether the required secrets are there; the bindings below are what counts.
        Object.assign(process.env, secrets)
        const vendors = { sandbox: inject('vendorsPort'), checkout: 0, bookings: 0 }
        return {
          wrangler: { configPath: join(ROOT, `wrangler.${name}.toml`) },
          // Without `cf: false` the runtime asks the internet where this machine is.
          miniflare: { cf: false, bindings: { ...varsOf(vendors), ...secrets } },
        }
      }),
    ],
    // The libraries' source maps name files that are not published.
    logLevel: 'error' as const,
    test: {
      name,
      include: [`test/platform/${name}/**/*.test.ts`],
      isolate: false,
      testTimeout,
      expect: { poll: { timeout: testTimeout } },
      // One runtime for each project: its files share the vendors and their clock.
      fileParallelism: false,
      // Vitest runs projects of another width one group after the other.
      sequence: { groupOrder: 1 },
      globalSetup: 'test/support/vendors-for-workerd.ts',
      setupFiles: 'test/platform/support/setup.ts',
      deps: { optimizer: { ssr: { enabled: true, include: LIBRARIES } } },
    },
  }
}

function secretsOf(name: string): Record<string, string> {
  const text = readFileSync(join(ROOT, `test/sandbox/${name}.env`), 'utf8')
  const lines = [...text.matchAll(/^(\w+)=(.*)$/gm)]
  return Object.fromEntries(lines.map(([, key, value = '']) => [key, value]))
}

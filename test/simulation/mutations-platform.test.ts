/**
 * The own test of the tests inside workerd, and of some in the simulation: each seeded bug is put into the
 * code, and the file that is named with it must have a test that fails. Only with `FULL=1`.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { BugRun, BugToRun } from '../support/run-seeded-bugs.ts'
import type { Mutation } from './mutations/index.ts'
import { PLATFORM_BUGS } from './mutations/platform.ts'
import { TESTED_BUGS } from './mutations/tested.ts'

interface Bug extends Mutation {
  name: string
  in: string
  /** A part of the title of the test that must fail; left out: any of the file's. */
  title?: string
}

const BUGS: readonly Bug[] = [...PLATFORM_BUGS, ...TESTED_BUGS]

const ROOT = join(import.meta.dirname, '../..')
const RUNNER = join(ROOT, 'test/support/run-seeded-bugs.ts')
const PATIENCE_MS = 20 * 60_000

const folder = mkdtempSync(join(tmpdir(), 'labour-temple-seeded-'))
let caught = 0
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  if (process.env.FULL)
    process.stdout.write(`platform mutations: ${caught} of ${BUGS.length} caught\n`)
})

function toRun({ in: place, ...bug }: Bug): BugToRun {
  const isSimulated = place.startsWith('simulation/')
  return { ...bug, test: `test/${isSimulated ? place : `platform/${place}`}.test.ts` }
}

/** Of each bug the titles of the tests that fail with it in the code, then of each file without a bug. */
async function runAll(project: string, bugs: readonly Bug[]): Promise<BugRun[]> {
  const bugsFile = join(folder, `${project}.json`)
  writeFileSync(bugsFile, JSON.stringify(bugs.map(toRun)))
  const { promise, resolve } = Promise.withResolvers<string>()
  const options = {
    cwd: ROOT,
    env: { ...process.env, FULL: '', NODE_ENV: 'test' },
    maxBuffer: 2 ** 26,
  }
  execFile(process.execPath, [RUNNER, project, bugsFile], options, (_, out) => resolve(out))
  const lines = (await promise).split('\n').filter((line) => line.startsWith('{"name":'))
  return lines.map((line) => JSON.parse(line) as BugRun)
}

const PROJECTS = { quick: 'simulation/', checkout: 'checkout/', bookings: 'bookings/' }

test.runIf(process.env.FULL).concurrent.each(Object.entries(PROJECTS))(
  'in %s, each test that is named with a bug fails, and without a bug none',
  async (project, folderName) => {
    const bugs = BUGS.filter((bug) => bug.in.startsWith(folderName))
    const runs = await runAll(project, bugs)
    const unseen = bugs.filter(
      ({ name }) => !runs.some((run) => run.name === name && run.failed.length > 0)
    )
    caught += bugs.length - unseen.length
    expect(unseen.map(({ name }) => name)).toEqual([])
    const without = runs.filter(({ name }) => name === '')
    expect(without).toHaveLength(new Set(bugs.map((bug) => bug.in)).size)
    expect(without.flatMap(({ failed }) => failed)).toEqual([])
  },
  PATIENCE_MS
)

test.each(BUGS)('$name: what it changes stands in the code, once', ({ file, from }) => {
  const code = readFileSync(join(ROOT, 'src', file), 'utf8')
  expect(code.split(from)).toHaveLength(2)
})

test('there are at least 45, each with a name of its own', () => {
  const names = new Set(BUGS.map(({ name }) => name))
  expect(names.size).toBe(BUGS.length)
  expect(names.size).toBeGreaterThanOrEqual(45)
})

/**
 * The own test of the tests inside workerd, and of some in the simulation: each seeded bug is put into the
 * code, and the file that is named with it must have a test that fails. Only with `FULL=1`: each bug takes
 * a run of its own.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
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
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs')
const PATIENCE_MS = 5 * 60_000

const folder = mkdtempSync(join(tmpdir(), 'labour-temple-seeded-'))
let caught = 0
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  if (process.env.FULL)
    process.stdout.write(`platform mutations: ${caught} of ${BUGS.length} caught\n`)
})

/** The titles of the tests that fail with the bug in the code. */
async function failuresWith({ in: place, title, ...bug }: Bug, nth: number): Promise<string[]> {
  const [folderName = ''] = place.split('/')
  const [project, file] =
    folderName === 'simulation' ? ['quick', place] : [folderName, `platform/${place}`]
  const outputFile = join(folder, `${nth}.json`)
  const only = title ? ['-t', title] : []
  const args = ['run', '--project', project, `test/${file}.test.ts`, '--bail=1', ...only]
  const env = { ...process.env, SEEDED_BUG: JSON.stringify(bug), FULL: '' }
  // What is transformed once is transformed for all bugs.
  const reporter = ['--experimental.fsModuleCache', '--reporter=json', `--outputFile=${outputFile}`]
  await new Promise((resolve) => {
    execFile(process.execPath, [VITEST, ...args, ...reporter], { cwd: ROOT, env }, resolve)
  })
  const report = JSON.parse(readFileSync(outputFile, 'utf8')) as {
    testResults: { assertionResults: { status: string; title: string }[] }[]
  }
  return report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed')
    .map(({ title }) => title)
}

test.runIf(process.env.FULL).concurrent.each(BUGS.map((bug, nth) => [bug.name, bug, nth] as const))(
  '%s: the test that is named with it fails',
  async (name, bug, nth) => {
    const failed = await failuresWith(bug, nth)
    process.stdout.write(`${name}: ${failed[0] ?? 'NOT SEEN'}\n`)
    expect(failed).not.toEqual([])
    caught++
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

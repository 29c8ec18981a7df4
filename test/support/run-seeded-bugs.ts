/**
 * Run by the test of the seeded bugs, once for each vitest project: `run-seeded-bugs.ts <project> <bugs.json>`.
 * Starts vitest once, puts one bug after the other into the code and prints for each a line of JSON.
 * At the end all files run once more without any: a bug that stayed would show.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { createVitest, type TestSpecification, type Vitest } from 'vitest/node'
import type { Mutation } from '../simulation/mutations/index.ts'

export interface BugToRun extends Mutation {
  name: string
  /** The test file, from the root of the repository. */
  test: string
  /** A part of the title of the test that must fail; left out: any of the file's. */
  title?: string | undefined
}

/** What is printed; `name` is empty for the runs without a bug. */
export interface BugRun {
  name: string
  /** Titles of the tests that failed. */
  failed: string[]
}

const [, , project = '', bugsFile = ''] = process.argv
const bugs = JSON.parse(readFileSync(bugsFile, 'utf8')) as BugToRun[]
// The plugin is there only if a bug is when vitest starts.
process.env.SEEDED_BUG = JSON.stringify(bugs[0])
const vitest = await createVitest({
  ...{ watch: false, run: true, project: [project], reporters: [{}], bail: 1 },
  // What is transformed once is transformed for all bugs.
  fsModuleCache: true,
})
await vitest.standalone()
const specs = await vitest.globTestSpecifications()
for (const bug of bugs) {
  process.env.SEEDED_BUG = JSON.stringify(bug)
  await say(bug.name, vitest, bug.test, [bug])
}
process.env.SEEDED_BUG = ''
for (const [test, ofTest] of Map.groupBy(bugs, (bug) => bug.test))
  await say('', vitest, test, ofTest)
await vitest.close()
process.exit(0)

/** Runs the tests of a file that `titled` bugs name; all of them if one names none. */
async function say(name: string, runner: Vitest, file: string, titled: readonly BugToRun[]) {
  for (const bug of bugs) runner.invalidateFile(resolve('src', bug.file))
  const { vendorsPort } = runner.getProjectByName(project).getProvidedContext()
  // Workers inside workerd start anew for each run; so do their vendors.
  if (vendorsPort) await fetch(`http://127.0.0.1:${vendorsPort}/__reset`, { method: 'POST' })
  const titles = titled.map(({ title }) => RegExp.escape(title ?? ''))
  runner.setGlobalTestNamePattern(new RegExp(titles.join('|')))
  const isOf = ({ moduleId }: Pick<TestSpecification, 'moduleId'>) => moduleId.endsWith(`/${file}`)
  const { testModules } = await runner.runTestSpecifications(specs.filter(isOf))
  const failed = testModules
    .filter(isOf)
    .flatMap(({ children }) => [...children.allTests()])
    .filter((test) => test.result().state === 'failed')
    .map((test) => test.name)
  process.stdout.write(`\n${JSON.stringify({ name, failed } satisfies BugRun)}\n`)
}

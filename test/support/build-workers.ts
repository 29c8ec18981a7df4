/** Before the tests on real Workers: both Workers are built once, and every stack of this run runs them. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { environment, ROOT } from '../sandbox/wrangler.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the build. */
    built: string
  }
}

export default async function setup(project: TestProject) {
  const folder = await mkdtemp(join(tmpdir(), 'labour-temple-built-'))
  const maker = join(ROOT, 'test/sandbox/build-workers.ts')
  await promisify(execFile)(process.execPath, [maker, folder], { env: environment() })
  project.provide('built', folder)
  return () => rm(folder, { recursive: true, force: true })
}

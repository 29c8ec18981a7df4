/** A Node that cannot run TypeScript is told which one is needed, by every script that would run it. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const CHECK = new URL('../tools/check-node.mjs', import.meta.url).pathname
const { scripts } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8')
) as { scripts: Record<string, string> }

const run = (...options: string[]) =>
  spawnSync(process.execPath, [...options, CHECK], { encoding: 'utf8' })

test('without type stripping it fails, with one line that names the version', () => {
  const { status, stdout, stderr } = run('--no-experimental-strip-types')
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/^The tools need Node 24, or 22 from 22\.18 on; this is v[\d.]+\.\n$/)
})

test('with it nothing is said', () => {
  expect(run()).toMatchObject({ status: 0, stdout: '', stderr: '' })
})

test('every script that runs TypeScript begins with the check, or with the build, which does', () => {
  const wrong = Object.entries(scripts).filter(
    ([, line]) =>
      /\bnode \S+\.ts\b/.test(line) &&
      !/^(node tools\/check-node\.mjs|npm run -s build) &&/.test(line)
  )
  expect(wrong).toEqual([])
  expect(scripts.build).toMatch(/^node tools\/check-node\.mjs &&/)
})

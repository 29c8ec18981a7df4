/** `SANDBOX_TIME` moves a process's clock, and all that the process starts has the same one. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const preload = fileURLToPath(new URL('./sandbox/move-time.ts', import.meta.url))

async function run(script: string, env: Record<string, string>): Promise<string> {
  const args = ['--import', preload, '--input-type=module', '--eval', script]
  return (await promisify(execFile)(process.execPath, args, { env })).stdout.trim()
}

test('every way to ask for the time gives the moment, and the clock runs on', async () => {
  const script = `
    const from = Date.now()
    await new Promise((resolve) => setTimeout(resolve, 20))
    const to = new Date()
    console.log(new Date(from).toISOString().slice(0, 16), to > from, to instanceof Date,
      Date().slice(0, 15), new Date(0).getTime(), Date.UTC(2026, 0), structuredClone(to) - to)`
  const env = { SANDBOX_TIME: '2026-12-31T23:30:00-08:00', TZ: 'UTC' }
  expect(await run(script, env)).toBe(
    '2027-01-01T07:30 true true Fri Jan 01 2027 0 1767225600000 0'
  )
})

test('a process that it starts has the same clock', async () => {
  const inner = `console.log(Date.now())`
  const script = `
    import { execFileSync } from 'node:child_process'
    const args = ['--import', ${JSON.stringify(preload)}, '--eval', ${JSON.stringify(inner)}]
    const from = Date.now()
    const said = Number(execFileSync(process.execPath, args))
    console.log(said >= from && said <= Date.now())`
  expect(await run(script, { SANDBOX_TIME: '2027-03-14T01:55:00-08:00' })).toBe('true')
})

test.each(['tomorrow', '2026-12-31', '2026-12-31T23:30:00'])('%s is refused', async (text) => {
  await expect(run('', { SANDBOX_TIME: text })).rejects.toThrow('SANDBOX_TIME must be like')
})

test('without it nothing is touched', async () => {
  expect(await run('console.log(String(Date))', {})).toContain('native code')
})

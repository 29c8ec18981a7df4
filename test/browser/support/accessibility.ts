/** Asks axe-core about a page as it stands, on a phone by day and on a wide screen by night. */
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

const ASK = `axe.run(document).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + ' at ' + target.join(' '))))`

const LOOKS = [
  [360, 'light'],
  [1280, 'dark'],
] as const

/** With `SHOTS=folder` each state is also kept as two pictures, for people to look at. */
const folder = process.env.SHOTS

/** Each violation as `state, look: rule at selector`; none if the page is accessible as far as a machine can tell. */
export async function violationsOf(page: Page, state: string): Promise<string[]> {
  const found: string[] = []
  for (const [width, colorScheme] of LOOKS) {
    const look = `${state}, ${width} ${colorScheme}`
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 900 })
    if (!(await page.evaluate(`'axe' in window`))) await page.addScriptTag({ path: AXE })
    found.push(...(await page.evaluate<string[]>(ASK)).map((rule) => `${look}: ${rule}`))
    const isWider = await page.evaluate(`document.documentElement.scrollWidth > innerWidth`)
    if (isWider) found.push(`${look}: wider than the screen`)
    if (folder) await takePicture(page, look)
  }
  return found
}

async function takePicture(page: Page, look: string): Promise<void> {
  mkdirSync(`${folder}`, { recursive: true })
  const name = look.replace(/\W+/g, '-')
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true, animations: 'disabled' })
}

/** Asks axe-core about a page as it stands, by day and by night. */
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

const ASK = `axe.run(document).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + ' at ' + target.join(' '))))`

/** Each violation as `state, scheme: rule at selector`; none if the page is accessible as far as a machine can tell. */
export async function violationsOf(page: Page, state: string): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.addScriptTag({ path: AXE })
    const rules = await page.evaluate<string[]>(ASK)
    found.push(...rules.map((rule) => `${state}, ${colorScheme}: ${rule}`))
  }
  await page.emulateMedia({ colorScheme: null })
  return found
}

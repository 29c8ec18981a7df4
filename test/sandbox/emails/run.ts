/**
 * `npm run emails [folder]`: writes every e-mail as HTML, as text and as pictures (360 and 640 pixels wide, by
 * day and by night), with an index, so that the house can read them all before launch. Also docs/words.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openBrowser } from '../../browser/support/chromium.ts'
import { pageOf, textOf } from './page.ts'
import { SAMPLES } from './samples.ts'
import { wordsToRead } from './words.ts'

const folder = resolve(process.argv[2] ?? 'emails')
mkdirSync(folder, { recursive: true })
const words = resolve(import.meta.dirname, '../../../docs/words.md')
writeFileSync(words, wordsToRead(SAMPLES.filter(({ to }) => to === 'customer')))

const browser = await openBrowser()
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [360, 640]) {
      const page = await browser.newPage({ viewport: { width, height: 600 }, colorScheme })
      for (const sample of SAMPLES) {
        await page.setContent(pageOf(sample), { waitUntil: 'load' })
        const path = join(folder, `${sample.name}-${width}-${colorScheme}.png`)
        await page.screenshot({ path, fullPage: true })
      }
      await page.close()
    }
  }
} finally {
  await browser.close()
}

for (const sample of SAMPLES) {
  writeFileSync(join(folder, `${sample.name}.html`), pageOf(sample))
  writeFileSync(join(folder, `${sample.name}.txt`), textOf(sample))
}
const links = SAMPLES.map(
  ({ name, to, email }) =>
    `<li>${to}: <a href="${name}.html">${name}</a> (<a href="${name}.txt">text</a>), ${email.tag}</li>`
)
writeFileSync(
  join(folder, 'index.html'),
  `<!doctype html><meta charset="utf-8"><title>E-mails</title><ul>${links.join('\n')}</ul>\n`
)
console.log(`${SAMPLES.length} e-mails are in ${folder}`)

/** The handover says what the code does: each alert has its line, and each accepted thing has its test. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const handover = read('docs/handover.md')

function chapter(title: string): string {
  const [, text] =
    new RegExp(`^## ${title}\\n([\\s\\S]*?)(?=^## |(?![\\s\\S]))`, 'm').exec(handover) ?? []
  if (!text) throw new Error(`docs/handover.md has no chapter "${title}"`)
  return text
}

/** The cells of a chapter's tables, row by row, without their heads. */
const rowsOf = (title: string) =>
  chapter(title)
    .split('\n')
    .filter((line, at, lines) => line.startsWith('| ') && !lines[at + 1]?.startsWith('|---'))
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()))

/** The text of a template from its backtick or quote on, with `…` for each `${…}`. */
function textAt(source: string, start: number): string {
  const quote = source[start]
  let text = ''
  for (let at = start + 1; source[at] !== quote; at += 1) {
    if (source.slice(at, at + 2) !== '${') {
      text += source[at]
      continue
    }
    for (let depth = 1, inside = at + 2; depth > 0; inside += 1) {
      if (source[inside] === '{') depth += 1
      if (source[inside] === '}') depth -= 1
      at = inside
    }
    text += '…'
  }
  return text
}

/** The subject that begins at `start`, or of which `'ALERT: '` there is an optional beginning. */
function subjectAt(source: string, start: number): string {
  const text = textAt(source, start)
  if (text !== 'ALERT: ') return text
  const rest = source.slice(start).indexOf('}') + start
  return text + textAt(`\`${source.slice(rest + 1)}`, 0)
}

/** Every subject of an e-mail that is an alert; the sentences of the log are not e-mails. */
const SUBJECTS = globSync('src/**/*.ts', { cwd: ROOT })
  .filter((file) => !file.endsWith('log.ts'))
  .flatMap((file) => {
    const source = read(file)
    return [...source.matchAll(/[`'"]ALERT: /g)].map(({ index }) => subjectAt(source, index))
  })

test('each alert that the code can send has its line, and each line its alert', () => {
  // One is put before another subject.
  const sent = SUBJECTS.map((subject) => subject.replace(/ $/, ' …'))
  expect(
    rowsOf('Alerts')
      .map(([subject]) => subject)
      .sort()
  ).toEqual([...new Set(sent)].sort())
  expect(sent.length).toBeGreaterThan(25)
})

test('each alert has a meaning', () => {
  for (const [subject, meaning = ''] of rowsOf('Alerts'))
    expect(meaning.length, subject).toBeGreaterThan(15)
})

test('whatever is accepted names a test that exists under this title', () => {
  const rows = rowsOf('Acceptance')
  const missing = rows.flatMap(([what, shown = '']) => {
    const [, file = '', title = ''] = /^`(test\/\S+\.test\.ts)` “(.*)”$/.exec(shown) ?? []
    const isThere = existsSync(join(ROOT, file)) && titlesIn(read(file)).includes(title)
    return isThere ? [] : [`${what}: ${shown}`]
  })
  expect(missing).toEqual([])
  expect(rows.length).toBeGreaterThan(30)
})

const titlesIn = (source: string) =>
  [...source.matchAll(/\btest\(\s*([`'"])(.*?)\1,/g)].map(([, , title]) => title)

test('each link of the handover leads to a heading or a file', () => {
  const links = [...handover.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target)
  const anchors = (text: string) =>
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-')
    )
  const dead = links.filter((target) => {
    const [path = '', anchor] = target.split('#')
    const file = join('docs', path)
    return !existsSync(join(ROOT, file)) || (anchor && !anchors(read(file)).includes(anchor))
  })
  expect(dead).toEqual([])
})

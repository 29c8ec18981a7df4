/** The texts in a TypeScript or JavaScript source: its strings and templates, without comments. */

/** `…` stands for what a template inserts; the texts inside of an insertion are listed after it. */
export function literalsIn(source: string): string[] {
  const found: string[] = []
  scan(source, 0, found, '')
  return found
}

const REGEX_BEFORE = /(?:^|[(,=:[!&|?{};>]|return)\s*$/

/** Reads code from `at` to `end` (a closing brace) or to the end of the source. Returns where it stopped. */
function scan(source: string, from: number, found: string[], end: string): number {
  let at = from
  let depth = 0
  while (at < source.length) {
    const char = source[at] ?? ''
    const two = source.slice(at, at + 2)
    if (char === end && depth === 0) return at
    if (char === '{') depth += 1
    if (char === '}') depth -= 1
    if (two === '//') at = indexAfter(source, '\n', at)
    else if (two === '/*') at = indexAfter(source, '*/', at)
    else if (char === "'" || char === '"') at = readString(source, at, found)
    else if (char === '`') at = readTemplate(source, at, found)
    else if (char === '/' && REGEX_BEFORE.test(source.slice(Math.max(0, at - 20), at)))
      at = skipRegex(source, at)
    else at += 1
  }
  return at
}

function indexAfter(source: string, mark: string, at: number): number {
  const found = source.indexOf(mark, at)
  return found < 0 ? source.length : found + mark.length
}

function readString(source: string, from: number, found: string[]): number {
  const quote = source[from]
  let text = ''
  let at = from + 1
  while (at < source.length && source[at] !== quote) {
    if (source[at] === '\\') at += 1
    text += source[at]
    at += 1
  }
  found.push(text)
  return at + 1
}

function readTemplate(source: string, from: number, found: string[]): number {
  const inner: string[] = []
  let text = ''
  let at = from + 1
  while (at < source.length && source[at] !== '`') {
    if (source.slice(at, at + 2) === '${') {
      at = scan(source, at + 2, inner, '}') + 1
      text += '…'
      continue
    }
    if (source[at] === '\\') at += 1
    text += source[at]
    at += 1
  }
  found.push(text, ...inner)
  return at + 1
}

/** A character class may contain a slash. */
function skipRegex(source: string, from: number): number {
  let isInClass = false
  for (let at = from + 1; at < source.length; at += 1) {
    const char = source[at]
    if (char === '\\') at += 1
    else if (char === '[') isInClass = true
    else if (char === ']') isInClass = false
    else if (char === '\n' || (char === '/' && !isInClass)) return at + 1
  }
  return source.length
}

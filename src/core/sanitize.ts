/** Cleans text that people type, before it is stored at a vendor, sent in an e-mail or opened in a spreadsheet. */

/** Controls, bidirectional marks and other invisible characters, but not the joiners inside words and emoji. */
const HIDDEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu

/** A character that a reader can see. Fillers, blank Braille, the replacement characters and an empty note show nothing. */
const VISIBLE = /(?![\p{DI}\u2800\ufffc\ufffd\u{1d159}])[\p{L}\p{N}\p{P}\p{S}]/u

/** What a spreadsheet may take for the start of a formula: `=+-@`, and characters that look or normalize like them. */
const SIGN =
  '[=+@\\p{Pd}\\u02d7\\u02ed\\u2043\\u207a-\\u207c\\u208a-\\u208c\\u2212\\u2250-\\u2263\\u2550\\u2795\\u2796\\u2a74-\\u2a76\\ua78a\\ufb29\\ufe62\\ufe66\\ufe6b\\uff0b\\uff1d\\uff20]'
/** Separators, quotes, spaces, marks and invisible characters that a spreadsheet may skip before a formula. */
const SKIPPED =
  '[\\s;,|"\'`\\p{Pi}\\p{Pf}\\p{Cc}\\p{Cf}\\p{DI}\\p{M}\\u2800\\u3001\\ufe14\\ufe50\\ufe51\\ufe54\\uff02\\uff07\\uff0c\\uff1b\\uff5c]'
const FORMULA_START = new RegExp(`^${SKIPPED}*${SIGN}`, 'u')
const LEADING_SIGNS = new RegExp(`^(${SKIPPED}*${SIGN})+${SKIPPED}*`, 'u')

/** Removes markup, template variables and control characters: safe for e-mails. */
export function sanitizeText(text: string): string {
  return text
    .replace(/[<>{}]/g, '')
    .replace(HIDDEN, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
}

/** One line of well-formed text; empty if nothing of it can be seen. */
export function cleanLine(text: string): string {
  const line = sanitizeText(text.toWellFormed()).replace(/\s+/g, ' ')
  return VISIBLE.test(line) ? line : ''
}

/** A line that no spreadsheet takes for a formula, for names of people, companies and shows. */
export function cleanName(text: string): string {
  return cleanLine(cleanLine(text).replace(LEADING_SIGNS, ''))
}

/** Well-formed text that keeps its line breaks; empty if nothing of it can be seen. */
export function cleanParagraphs(text: string): string {
  const lines = text.toWellFormed().replace(/\r\n?/g, '\n').split('\n')
  const cleaned = lines.map((line) => line.replace(HIDDEN, ' ').trimEnd()).join('\n')
  return VISIBLE.test(cleaned) ? cleaned.trim() : ''
}

/** Cuts well-formed text to UTF-16 units, as vendors may count them, and never inside a character. */
export function cutText(text: string, maxLength: number): string {
  const cut = text.slice(0, maxLength)
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}

/** The text in parts of at most `maxLength` UTF-16 units, none of which ends inside a character. */
export function splitText(text: string, maxLength: number): string[] {
  const first = cutText(text, maxLength)
  return first === text ? [text] : [first, ...splitText(text.slice(first.length), maxLength)]
}

/** Whether a spreadsheet program may run the text as a formula. */
export function startsFormula(text: string): boolean {
  return /^[\t\r\n]/.test(text) || FORMULA_START.test(text)
}

/** Whether the text has the start of a web address, also in full-width or otherwise similar characters. */
export function hasWebAddress(text: string): boolean {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{Cf}\p{DI}\p{M}]/gu, '')
    .replace(/[ː˸։׃܃܄⁚∶꞉ꓽ]/g, ':')
    .replace(/[\\⁄∕⟋⧸╱]/g, '/')
    .replace(/[⫻⫽]/g, '//')
    .replace(/[ѡԝᴡ]/g, 'w')
    .replace(/[。·‧•∙⋅⸱۔܂ꓸ]/g, '.')
  return /:\s*\/\s*\/|www\s*\./.test(plain)
}

/** Makes text from people safe for e-mails: removes markup, template variables and control characters. */
export function sanitizeText(text: string): string {
  return (
    text
      .replace(/[<>{}]/g, '')
      // Zero-width joiners are kept: names in several scripts and composed emoji need them.
      .replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}]/gu, ' ')
      .replace(/ {2,}/g, ' ')
      .trim()
  )
}

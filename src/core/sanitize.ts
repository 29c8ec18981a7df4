/** Makes text from people safe for e-mails: removes markup, template variables and control characters. */
export function sanitizeText(text: string): string {
  return text
    .replace(/[<>{}]/g, '')
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
}

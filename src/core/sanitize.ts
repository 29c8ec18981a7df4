/** Text from people, made harmless for letters: no markup, no template variables, no hidden characters. */
export function sanitizeText(text: string): string {
  return text
    .replace(/[<>{}]/g, '')
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
}

/** Reads an e-mail address as people type or paste it. */

/** RFC 5322 dot-atom, without the braces that e-mail templates would take for a variable. */
const LOCAL_PART = /^(?=.{1,64}$)[\w!#$%&'*+/=?^`|~-]+(\.[\w!#$%&'*+/=?^`|~-]+)*$/

/** At least two labels; the last one is no number, or it would be an IP address. */
const DOMAIN = /^(?=.{1,253}$)([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)+(?!\d+$)[a-z\d-]{1,62}[a-z\d]$/

/**
 * The address with an ASCII domain: `'Ada@bücher.example'` → `'Ada@xn--bcher-kva.example'`. Vendors take
 * only such domains, and one spelling is one person. `null` if the text is not an address, or has characters
 * before the @ that vendors do not take.
 */
export function parseEmail(text: string): string | null {
  const plain = unwrap(text.normalize('NFKC').replace(/[\u02bc\u2018\u2019]/g, "'"))
  const at = plain.lastIndexOf('@')
  // `"ada.byron"@example.com` is the same mailbox without the quotes (RFC 5321, 4.1.2).
  const local = plain.slice(0, Math.max(at, 0)).replace(/^"([^"\\]*)"$/, '$1')
  const domain = asciiDomain(plain.slice(at + 1))
  return LOCAL_PART.test(local) && DOMAIN.test(domain) ? `${local}@${domain}` : null
}

/** The address alone of `mailto:…`, `<…>` or a quoted one, as it is copied from a web page or an e-mail. */
function unwrap(text: string): string {
  const trimmed = text.replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '').replace(/^mailto:/i, '')
  return /^(?:<[^<>]*>|"[^"]*"|“[^“”]*”|'.*')$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed
}

/** Lower case, international names in Punycode (IDNA). An empty text if it is not a host name. */
function asciiDomain(domain: string): string {
  // These would make the URL parser read something else than a host.
  if (/[\s/?#@:%\\[\]]/.test(domain)) return ''
  try {
    return new URL(`http://${domain}`).hostname
  } catch {
    return ''
  }
}

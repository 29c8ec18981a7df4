/** Stripe's signature over the raw body, checked as its documents say. */

export async function isSigned(payload: string, header: string, secret: string): Promise<boolean> {
  const parts = header.split(',').map((part) => part.split('='))
  const at = parts.find(([name]) => name === 't')?.[1] ?? ''
  if (Math.abs(Date.now() / 1000 - Number(at)) > 300) return false
  const bytes = (text: string) => new TextEncoder().encode(text)
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', bytes(secret), algorithm, false, ['verify'])
  for (const [name, hex = ''] of parts) {
    if (name !== 'v1') continue
    const signature = Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
    if (await crypto.subtle.verify('HMAC', key, signature, bytes(`${at}.${payload}`))) return true
  }
  return false
}

/** Secrets in requests and responses: compared without telling by the time, and ids that tell nothing. */
import { sha256Hex } from './ids.ts'

/** Whether two secrets are the same; every character of their hashes is compared. */
export async function isSameSecret(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([sha256Hex(one), sha256Hex(other)])
  let difference = 0
  for (let at = 0; at < first.length; at++)
    difference |= first.charCodeAt(at) ^ second.charCodeAt(at)
  return difference === 0
}

/**
 * The `memberId` of a response: 24 hex digits of an HMAC-SHA-256 over OfficeRnD's id, keyed with the client
 * secret of the intent. It is another one at every attempt, so it does not tell who has been a member.
 */
export async function publicMemberId(officerndId: string, clientSecret: string): Promise<string> {
  const bytes = (text: string) => new TextEncoder().encode(text)
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', bytes(clientSecret), algorithm, false, ['sign'])
  const signature = new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes(officerndId)))
  return [...signature.slice(0, 12)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

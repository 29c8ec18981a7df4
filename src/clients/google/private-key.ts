/** Reads the service account's private key in the forms in which people paste it as a secret. */
import { type CryptoKey, importPKCS8 } from 'jose'
import { VendorError } from '../../core/vendor-error.ts'

/** The secret holds no key, or more than one, or one that is damaged. */
export class UnreadableKey extends VendorError {
  constructor(cause?: unknown) {
    super('google', 'sign a token', null, cause)
    this.message = 'google sign a token: the key cannot be read'
  }
}

/** RFC 7468, PKCS 8 as in Google's JSON. */
const PEM = /-----BEGIN PRIVATE KEY-----(.*?)-----END PRIVATE KEY-----/gs

/**
 * The key in a pasted text: alone, in quotes, with `\n` escaped once or more often, with the newlines of
 * Windows or none, with what stands around it in Google's JSON, or the whole JSON.
 * @throws UnreadableKey when it is not certain what the key is
 */
export async function readPrivateKey(text: string): Promise<CryptoKey> {
  const [found, ...others] = [...text.matchAll(PEM)]
  const body = plainBase64(found?.[1] ?? '')
  if (body === null || others.length > 0) throw new UnreadableKey()
  try {
    return await importPKCS8(
      `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----`,
      'RS256'
    )
  } catch (cause) {
    throw new UnreadableKey(cause)
  }
}

/** Backslashes are no part of Base64, so what they escape is certain. `null` if anything else is left. */
function plainBase64(text: string): string | null {
  const body = text
    .replace(/\\+u00([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .replace(/\\+[nrt]/g, '')
    .replace(/\\+(?=[/\s])/g, '')
    .replace(/\s/g, '')
  return /^[A-Za-z0-9+/]+={0,2}$/.test(body) ? body : null
}

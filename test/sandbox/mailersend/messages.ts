/** An email as the emulator stores it and as `GET /__state` returns it. */
export interface Attachment {
  /** Base64. */
  content: string
  filename: string
  disposition?: string
  id?: string
}

export interface Message {
  id: string
  /** Milliseconds by the vendors' clock. */
  at: number
  from: { email: string; name: string }
  to: string[]
  template_id: string | null
  subject: string | null
  text: string | null
  html: string | null
  /** The personalization of the first recipient that has any. */
  variables: Record<string, unknown> | null
  attachments: Attachment[]
  tags: string[]
}

/** 24 hex digits, as in the vendor's `x-message-id`; its true form is unverified. */
export const newMessageId = (): string =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(12))).toString('hex')

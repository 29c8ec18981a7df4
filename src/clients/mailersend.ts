/** How a letter is sent through MailerSend: looked for by its tag first, because MailerSend has no idempotency keys. */
import * as z from 'zod/mini'
import { VendorError } from '../core/vendor-error.ts'
import { type Fetch, request, requestJson } from './http.ts'

export interface MailersendConfig {
  /** `https://api.mailersend.com/v1` */
  url: string
  apiKey: string
  /** The sending domain's id at MailerSend, which its list of letters asks for. */
  domainId: string
  /** The sender's address; its domain must be verified with MailerSend. */
  from: string
}

export interface Email {
  /** Names this letter for ever: a second one with the same tag is not sent. */
  tag: string
  to: readonly { email: string; name?: string }[]
  subject: string
  text?: string
  html?: string
  templateId?: string
  /** The template's variables, or those of a plain letter: none. */
  variables?: Record<string, string>
  attachments?: readonly Attachment[]
}

export interface Attachment {
  filename: string
  /** Plain text; MailerSend takes it as base64. */
  text: string
}

export type Mailersend = ReturnType<typeof createMailersend>

const VENDOR = 'mailersend'
const SENDER = 'Labour Temple'

const SentShape = z.object({ data: z.array(z.unknown()) })

/** A run is started anew for three days at most. */
const LOOK_BACK_MS = 4 * 24 * 3600_000

const seconds = (ms: number) => Math.floor(ms / 1000)

export function createMailersend(
  config: MailersendConfig,
  fetcher: Fetch,
  now: () => number = Date.now
) {
  const headers = {
    authorization: `Bearer ${config.apiKey}`,
    'content-type': 'application/json',
  }

  /** Unverified against the live vendor: how soon a letter stands in the list. */
  async function alreadySent(tag: string): Promise<boolean> {
    const query = new URLSearchParams({
      domain_id: config.domainId,
      date_from: String(seconds(now() - LOOK_BACK_MS)),
      date_to: String(seconds(now())),
      tag,
      limit: '10',
    })
    const url = `${config.url}/emails?${query}`
    try {
      const answer = await requestJson(fetcher, { vendor: VENDOR, method: 'GET', url, headers })
      return (SentShape.safeParse(answer).data?.data.length ?? 0) > 0
    } catch (error) {
      // A key that may not read the list still has to send: two letters are better than none.
      if (error instanceof VendorError && [403, 404, 422].includes(error.status ?? 0)) return false
      throw error
    }
  }

  return {
    /** @throws VendorError when MailerSend did not take the letter, or took it and paused it. */
    async send(letter: Email): Promise<true> {
      if (await alreadySent(letter.tag)) return true
      const url = `${config.url}/email`
      const body = JSON.stringify(messageOf(letter, config.from))
      const response = await request(fetcher, {
        vendor: VENDOR,
        method: 'POST',
        url,
        headers,
        body,
      })
      await response.body?.cancel()
      if (response.status !== 202 || response.headers.get('x-send-paused') === 'true') {
        throw new VendorError(VENDOR, 'POST /v1/email (paused)', response.status)
      }
      return true
    },
  }
}

function messageOf(letter: Email, from: string): object {
  const to = letter.to.map(({ email, name }) =>
    name ? { email, name: plainName(name) } : { email }
  )
  return {
    from: { email: from, name: SENDER },
    to,
    subject: oneLine(letter.subject),
    tags: [letter.tag],
    ...(letter.text === undefined ? {} : { text: letter.text }),
    ...(letter.html === undefined ? {} : { html: letter.html }),
    ...(letter.attachments === undefined
      ? {}
      : { attachments: letter.attachments.map(attachmentOf) }),
    ...(letter.templateId === undefined ? {} : { template_id: letter.templateId }),
    ...(letter.variables === undefined
      ? {}
      : {
          personalization: to.map(({ email }) => ({ email, data: letter.variables })),
        }),
  }
}

function attachmentOf({ filename, text }: Attachment) {
  const bytes = [...new TextEncoder().encode(text)]
  // One by one: a long text has more bytes than a function takes arguments.
  const content = btoa(bytes.map((byte) => String.fromCharCode(byte)).join(''))
  return { content, filename, disposition: 'attachment' }
}

/** MailerSend refuses `;` and `,` in names; a line break would be a header of its own. */
function plainName(name: string): string {
  return oneLine(name.replace(/[;,<>"]/g, ' '))
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** Sends e-mails through MailerSend. Searches by tag first, because MailerSend has no idempotency keys. */
import * as z from 'zod/mini'
import { VendorError } from '../core/vendor-error.ts'
import { type Fetch, request, requestJson } from './http.ts'

export interface MailersendConfig {
  /** `https://api.mailersend.com/v1` */
  url: string
  apiKey: string
  /** The sending domain's id at MailerSend, which its list of e-mails requires. */
  domainId: string
  /** The sender's address; its domain must be verified with MailerSend. */
  from: string
}

export interface Email {
  /** Unique id of this e-mail: a second one with the same tag is not sent. */
  tag: string
  to: readonly { email: string; name?: string }[]
  subject: string
  text?: string
  html?: string
  templateId?: string
  /** Variables of the template. */
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

/** Longer than a workflow can be restarted, which is three days at most. */
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

  /** Unverified against the live vendor: how soon an e-mail appears in the list. */
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
      // With an API key that may not read the list, send anyway: two e-mails are better than none.
      if (error instanceof VendorError && [403, 404, 422].includes(error.status ?? 0)) return false
      throw error
    }
  }

  return {
    /** @throws VendorError when MailerSend did not accept the e-mail, or accepted and paused it. */
    async send(message: Email): Promise<true> {
      if (await alreadySent(message.tag)) return true
      const url = `${config.url}/email`
      const body = JSON.stringify(bodyOf(message, config.from))
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

function bodyOf(message: Email, from: string): object {
  const to = message.to.map(({ email, name }) =>
    name ? { email, name: plainName(name) } : { email }
  )
  return {
    from: { email: from, name: SENDER },
    to,
    subject: oneLine(message.subject),
    tags: [message.tag],
    ...(message.text === undefined ? {} : { text: message.text }),
    ...(message.html === undefined ? {} : { html: message.html }),
    ...(message.attachments === undefined
      ? {}
      : { attachments: message.attachments.map(attachmentOf) }),
    ...(message.templateId === undefined ? {} : { template_id: message.templateId }),
    ...(message.variables === undefined
      ? {}
      : {
          personalization: to.map(({ email }) => ({ email, data: message.variables })),
        }),
  }
}

function attachmentOf({ filename, text }: Attachment) {
  const bytes = [...new TextEncoder().encode(text)]
  // Byte by byte, because a long text has more bytes than a function takes arguments.
  const content = btoa(bytes.map((byte) => String.fromCharCode(byte)).join(''))
  return { content, filename, disposition: 'attachment' }
}

/** MailerSend refuses `;` and `,` in names; a line break would start a new header, straight quotes end a name. */
function plainName(name: string): string {
  return oneLine(name.replace(/"([^"]*)"/g, '“$1”').replace(/[;,<>"]/g, ' '))
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

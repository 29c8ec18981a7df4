/** Sends e-mails through MailerSend. Searches by tag before a second try, because it has no idempotency keys. */
import * as z from 'zod/mini'
import { log } from '../core/log.ts'
import type { SendRecord, SendTries } from '../core/tries.ts'
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

/** The body of a 202 that was not sent to everybody; usually the body is empty. */
const WarningsShape = z.object({ warnings: z.array(z.object({ type: z.string() })) })

const SentShape = z.object({ data: z.array(z.unknown()) })

const HOUR_MS = 3600_000

/** How far MailerSend's clock may be behind ours. */
const CLOCK_LAG_MS = 60_000
/** A request that has begun reaches MailerSend within this time, or was given up. */
const LATEST_ARRIVAL_MS = 10_000

const seconds = (ms: number) => Math.floor(ms / 1000)

type Uncertain = NonNullable<SendTries['uncertain']>

interface Tools {
  record: SendRecord
  fetcher: Fetch
  now?: () => number
}

export function createMailersend(
  config: MailersendConfig,
  { record, fetcher, now = Date.now }: Tools
) {
  const headers = {
    authorization: `Bearer ${config.apiKey}`,
    'content-type': 'application/json',
  }

  /**
   * Whether an earlier try has reached MailerSend. Its list may be asked 10 times a minute, so it is asked
   * only when an earlier try has begun. It answers 422 for a day beyond the plan's retention (one day on the
   * smallest) and for a moment in its future; then a narrower window is tried.
   * Unverified against the live vendor: how soon an e-mail appears in the list.
   */
  async function alreadySent(tag: string, { firstMs, lastMs }: Uncertain): Promise<boolean> {
    const atMs = now()
    const laggingMs = atMs - CLOCK_LAG_MS
    const fromMs = firstMs - HOUR_MS
    const starts = new Set([fromMs, Math.max(fromMs, atMs - 23 * HOUR_MS)])
    const windows = [atMs, laggingMs].flatMap((toMs) =>
      [...starts].map((fromMs) => ({ fromMs, toMs }))
    )
    for (const window of windows) {
      const found = await findInWindow(tag, window)
      if (found === 'refused') continue
      const isTooEarly = window.toMs === laggingMs && laggingMs < lastMs + LATEST_ARRIVAL_MS
      if (!found && isTooEarly)
        throw new VendorError(VENDOR, 'GET /v1/emails (too early to know)', 422)
      return found
    }
    throw new VendorError(VENDOR, 'GET /v1/emails (every window refused)', 422)
  }

  async function findInWindow(
    tag: string,
    { fromMs, toMs }: { fromMs: number; toMs: number }
  ): Promise<boolean | 'refused'> {
    const query = new URLSearchParams({
      domain_id: config.domainId,
      date_from: String(seconds(fromMs)),
      date_to: String(seconds(toMs)),
      tag,
      limit: '10',
    })
    const url = `${config.url}/emails?${query}`
    try {
      const answer = await requestJson(fetcher, { vendor: VENDOR, method: 'GET', url, headers })
      return (SentShape.safeParse(answer).data?.data.length ?? 0) > 0
    } catch (error) {
      const status = error instanceof VendorError ? error.status : null
      if (status === 422) return 'refused'
      // With an API key that may not read the list, send anyway: two e-mails are better than none.
      if (status === 401 || status === 403 || status === 404) return false
      throw error
    }
  }

  /** @throws VendorError when an earlier try is uncertain and MailerSend does not say what became of it. */
  async function trySend(message: Email, { uncertain }: SendTries): Promise<void> {
    if (uncertain) {
      if (await alreadySent(message.tag, uncertain)) return
      await record.recordSend(message.tag, { uncertain: { ...uncertain, lastMs: now() } })
    }
    const body = JSON.stringify(bodyOf(message, config.from))
    const url = `${config.url}/email`
    const response = await request(fetcher, { vendor: VENDOR, method: 'POST', url, headers, body })
    const isPaused = response.headers.get('x-send-paused') === 'true'
    const warnings = await warningsOf(response)
    if (response.status !== 202 || isPaused)
      throw new VendorError(VENDOR, 'POST /v1/email (paused)', response.status)
    if (warnings.includes('ALL_SUPPRESSED'))
      throw new VendorError(VENDOR, 'POST /v1/email (all recipients suppressed)', response.status)
    if (warnings.length > 0) log.emailPartlySuppressed(message.tag)
  }

  return {
    /**
     * Sends an e-mail once. After a refusal nothing was sent; it is then sent without asking, and not
     * before the time that MailerSend has named.
     * @throws VendorError when MailerSend did not accept the e-mail, or accepted it and does not send it:
     * because sending is paused, or because every recipient is on its suppression list.
     */
    async send(message: Email): Promise<true> {
      const earlier = await record.beginSend(message.tag, now())
      if ((earlier.notBeforeMs ?? 0) > now())
        throw new VendorError(VENDOR, 'POST /v1/email (waits for Retry-After)', 429)
      try {
        await trySend(message, earlier)
      } catch (error) {
        const { status = null, retryAfterMs = 0 } = error instanceof VendorError ? error : {}
        if (status !== null && status >= 400 && status < 500) {
          const notBeforeMs = now() + retryAfterMs
          const { uncertain } = earlier
          await record.recordSend(message.tag, { notBeforeMs, ...(uncertain && { uncertain }) })
        }
        throw error
      }
      return true
    },
  }
}

/** Types of the warnings in a response. A body that cannot be read has none. */
async function warningsOf(response: Response): Promise<string[]> {
  const body = WarningsShape.safeParse(await response.json().catch(() => null))
  return body.data?.warnings.map(({ type }) => type) ?? []
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

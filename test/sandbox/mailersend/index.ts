/** MailerSend emulator: validates emails as strictly as the vendor, stores them and sends none. */
import { type Context, Hono } from 'hono'
import type { Clock } from '../clock.ts'
import type { Vendor } from '../vendor.ts'
import { errorsIn, isFields, recipientsOf } from './check.ts'
import { listEmails } from './emails.ts'
import { type Attachment, type Message, newMessageId } from './messages.ts'
import { TEMPLATES } from './templates.ts'

const API_KEY = 'mlsn.sandbox'

/** Requests a minute (README of the official npm package 3.4.0): all of the account's looks share one limit. */
const LIMITS = { send: 120, list: 10 }
const MINUTE_MS = 60_000

export interface Mailersend extends Vendor {
  state(): { messages: Message[] }
}

interface Options {
  clock: Clock
  /** The Workers' time: their requests keep it when the vendors' clock is moved ahead. */
  real?: () => number
  /** Days for which the plan keeps e-mails: 1 to 30 (help.mailersend.com, data retention). */
  retentionDays?: number
  isLimited?: boolean
}

export function createMailersend({
  clock,
  real = clock.now,
  retentionDays = 30,
  isLimited = true,
}: Options): Mailersend {
  let messages: Message[] = []
  let suppressed = new Set<string>()
  let asked = { send: [] as number[], list: [] as number[] }
  /** Seconds to wait when the limit is reached, as `Retry-After` says them; 0 when it is not. */
  const waitFor = (what: keyof typeof LIMITS): number => {
    const recent = asked[what].filter((at) => at > real() - MINUTE_MS)
    const isFull = isLimited && recent.length >= LIMITS[what]
    asked[what] = isFull ? recent : [...recent, real()]
    return isFull ? Math.ceil(((recent[0] ?? 0) + MINUTE_MS - real()) / 1000) : 0
  }
  const tooMany = (c: Context, seconds: number) =>
    c.json({ message: 'Too Many Attempts.' }, 429, { 'retry-after': String(seconds) })
  const app = new Hono()
  app.use(async (c, next) => {
    const [, key] = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '') ?? []
    // "401: the provided API token is invalid" (developers.mailersend.com/general).
    if (key !== API_KEY) return c.json({ message: 'Unauthenticated.' }, 401)
    await next()
  })
  app.post('/v1/email', async (c) => {
    const seconds = waitFor('send')
    if (seconds > 0) return tooMany(c, seconds)
    const mail = await jsonOf(c)
    if (!mail) return refuse(c, { body: ['The request body must be JSON.'] })
    const errors = errorsIn(mail)
    if (Object.keys(errors).length > 0) return refuse(c, errors)
    const recipients = recipientsOf(mail)
    const blocked = recipients.filter((email) => suppressed.has(email))
    if (blocked.length === recipients.length)
      return c.json(suppression('ALL_SUPPRESSED', blocked), 202)
    const message = build(mail, clock.now())
    message.to = message.to.filter((email) => !suppressed.has(email.toLowerCase()))
    messages.push(message)
    if (blocked.length > 0)
      return c.json(suppression('SOME_SUPPRESSED', blocked), 202, { 'x-message-id': message.id })
    // 202, an empty body, and the id in a header (official API page).
    return c.body(null, 202, { 'x-message-id': message.id })
  })
  // "Add recipients to the blocklist" (developers.mailersend.com/api/v1/recipients).
  app.post('/v1/suppressions/blocklist', async (c) => {
    const { recipients } = (await jsonOf(c)) ?? {}
    if (!Array.isArray(recipients) || recipients.length === 0)
      return refuse(c, { recipients: ['The recipients field is required.'] })
    for (const email of recipients) suppressed.add(String(email).toLowerCase())
    return c.json({ data: recipients.map((pattern) => ({ pattern, type: 'exact' })) }, 201)
  })
  app.get('/v1/emails', (c) => {
    const seconds = waitFor('list')
    if (seconds > 0) return tooMany(c, seconds)
    return listEmails(c, messages, { clock, real, retentionDays })
  })
  app.get('/v1/templates/:id', (c) => showTemplate(c))
  app.notFound((c) => c.json({ message: 'Resource not found.' }, 404))
  return {
    app,
    state: () => ({ messages }),
    reset() {
      messages = []
      suppressed = new Set()
      asked = { send: [], list: [] }
    },
  }
}

/** The body of a 202 that does not reach everybody (official page on response codes). */
function suppression(type: 'ALL_SUPPRESSED' | 'SOME_SUPPRESSED', emails: string[]) {
  const recipients = emails.map((email) => ({ email, name: '', reasons: ['blocklisted'] }))
  const warning = 'Some of the recipients have been suppressed.'
  return {
    message: 'There are some warnings for your request.',
    warnings: [{ type, warning, recipients }],
  }
}

/** That the vendor answers so for one template is unverified, path and fields alike. */
function showTemplate(c: Context): Response {
  const id = c.req.param('id') ?? ''
  const template = Object.hasOwn(TEMPLATES, id) ? TEMPLATES[id] : undefined
  if (!template) return c.json({ message: 'Resource not found.' }, 404)
  return c.json({ data: { id, name: template.name, type: 'html' } })
}

async function jsonOf(c: Context): Promise<Record<string, unknown> | null> {
  if (!/^application\/json/i.test(c.req.header('content-type') ?? '')) return null
  const value: unknown = await c.req.json().catch(() => null)
  return isFields(value) ? value : null
}

/** `{message, errors}` with every fault under its field (official page on validation errors). */
function refuse(c: Context, errors: Record<string, string[]>): Response {
  return c.json({ message: Object.values(errors)[0]?.[0], errors }, 422)
}

function build(mail: Record<string, unknown>, at: number): Message {
  const to = mail.to as { email: string }[]
  const data = (mail.personalization ?? []) as { data: Record<string, unknown> }[]
  return {
    id: newMessageId(),
    at,
    from: mail.from as Message['from'],
    to: to.map(({ email }) => email),
    template_id: (mail.template_id as string) ?? null,
    subject: (mail.subject as string) ?? null,
    text: (mail.text as string) ?? null,
    html: (mail.html as string) ?? null,
    variables: data[0]?.data ?? null,
    attachments: (mail.attachments as Attachment[]) ?? [],
    tags: (mail.tags as string[]) ?? [],
  }
}

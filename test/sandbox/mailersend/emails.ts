/** `GET /v1/emails`: one row per recipient, newest first, in one domain and one stretch of time. */
import type { Context } from 'hono'
import type { Clock } from '../clock.ts'
import type { Message } from './messages.ts'

/** The vendor asks for a domain of the account; this one is the sandbox's. */
export const SANDBOX_DOMAIN = 'sandboxdomain0001'

interface Account {
  clock: Clock
  /** Retention is measured by the Workers' time, which `POST /__clock` does not move. */
  real(): number
  retentionDays: number
}

interface Row {
  created_at: string
  [field: string]: unknown
}

/** Shapes, required parameters and limits: README and types of the official npm package 3.4.0. */
export function listEmails(c: Context, messages: readonly Message[], house: Account): Response {
  const query = c.req.query()
  const errors = queryErrors(query, house)
  if (Object.keys(errors).length > 0) {
    return c.json({ message: Object.values(errors)[0]?.[0], errors }, 422)
  }
  if (query.domain_id !== SANDBOX_DOMAIN) return c.json({ message: 'Resource not found.' }, 404)
  const rows = messages
    .filter((message) => fits(message, query))
    .flatMap((message) => rowsOf(message, query.recipient_email))
    .reverse()
  const page = Number(query.page ?? 1)
  const limit = Number(query.limit ?? 25)
  const start = (page - 1) * limit
  const data = rows.slice(start, start + limit)
  const to = (number: number) => {
    const url = new URL(c.req.url)
    url.searchParams.set('page', String(number))
    return url.href
  }
  return c.json({
    data,
    links: {
      first: to(1),
      last: null,
      prev: page > 1 ? to(page - 1) : null,
      next: start + limit < rows.length ? to(page + 1) : null,
    },
    meta: {
      current_page: page,
      current_page_url: to(page),
      from: data.length > 0 ? start + 1 : null,
      path: c.req.url.split('?')[0],
      per_page: limit,
      to: data.length > 0 ? start + data.length : null,
    },
  })
}

function queryErrors(
  query: Record<string, string>,
  { clock, real, retentionDays }: Account
): Record<string, string[]> {
  const errors: Record<string, string[]> = {}
  for (const field of ['domain_id', 'date_from', 'date_to']) {
    if (!query[field]) errors[field] = [`The ${field} field is required.`]
  }
  const [from, to] = [momentOf(query.date_from), momentOf(query.date_to)]
  if (!(from < to)) errors.date_from ??= ['The date_from must be lower than date_to.']
  if (from < real() - retentionDays * 24 * 3600_000)
    errors.date_from ??= ['The date_from is beyond the retention of your plan.']
  if (!(to <= clock.now())) errors.date_to ??= ['The date_to must not be in the future.']
  const { limit = '25', page = '1' } = query
  if (!(Number(limit) >= 10 && Number(limit) <= 1000)) {
    errors.limit = ['The limit must be between 10 and 1000.']
  }
  if (!(Number(page) >= 1 && Number(page) <= 100)) {
    errors.page = ['The page must be between 1 and 100.']
  }
  return errors
}

/** Unix seconds, or a date and time in UTC. */
function momentOf(said: string | undefined): number {
  if (!said) return Number.NaN
  if (/^\d+$/.test(said)) return Number(said) * 1000
  return Date.parse(`${said.replace(' ', 'T').replace(/Z$/, '')}Z`)
}

function fits(message: Message, query: Record<string, string>): boolean {
  const { recipient_email, message_id, template_id, subject, tag } = query
  const expected = recipient_email?.toLowerCase()
  return (
    message.at >= momentOf(query.date_from) &&
    message.at < momentOf(query.date_to) + 1000 &&
    (!expected || message.to.some((email) => email.toLowerCase() === expected)) &&
    (!message_id || message.id === message_id) &&
    (!template_id || message.template_id === template_id) &&
    (!subject || (message.subject ?? '').toLowerCase().includes(subject.toLowerCase())) &&
    (!tag || message.tags.includes(tag))
  )
}

function rowsOf(message: Message, recipient?: string): Row[] {
  const at = new Date(message.at).toISOString()
  return message.to
    .filter((email) => !recipient || email.toLowerCase() === recipient.toLowerCase())
    .map((to, index) => ({
      id: `${message.id}${index}`,
      from: message.from.email,
      to,
      subject: message.subject ?? '',
      text: null,
      html: null,
      template_id: message.template_id,
      domain_id: SANDBOX_DOMAIN,
      message_id: message.id,
      status: 'delivered',
      tags: message.tags.length > 0 ? message.tags : null,
      interaction: [],
      suppression_reason: null,
      created_at: at,
      updated_at: at,
      headers: null,
    }))
}

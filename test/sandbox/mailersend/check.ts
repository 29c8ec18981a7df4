/** What MailerSend refuses in `POST /v1/email`: every fault under its field, codes at the end. */
import { attachmentErrors } from './check-attachments.ts'
import { TEMPLATES } from './templates.ts'

type Fields = Record<string, unknown>
type Errors = Record<string, string[]>
type Say = (field: string, words: string) => void

/** `EmailParams` of the official npm package 3.4.0, less what only dearer plans may use. */
const KNOWN = new Set([
  ...['from', 'to', 'cc', 'bcc', 'rcpt_to', 'reply_to', 'subject', 'text', 'html', 'template_id'],
  ...['personalization', 'attachments', 'tags', 'send_at', 'language', 'in_reply_to'],
  ...['references', 'settings', 'precedence_bulk'],
])
/** To 50, copies 10 each; subject 998; bodies 2 MB; 5 tags: the official API page. */
const MOST: Record<string, number> = { to: 50, cc: 10, bcc: 10 }
const BODY_BYTES = 2 * 1024 * 1024
/** The page says that variables of its own are refused; which ones is unverified. */
const RESERVED = ['unsubscribe', 'unsubscribe_link', 'unsubscribe_url', 'web_version']

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function errorsIn(mail: Fields): Errors {
  const errors: Errors = {}
  const say: Say = (field, words) => {
    errors[field] = [...(errors[field] ?? []), words]
  }
  // What the vendor does with an unknown field is unverified; here a misspelt one must show.
  for (const field of Object.keys(mail)) {
    if (!KNOWN.has(field)) say(field, `The ${field} field is not known.`)
  }
  checkFrom(mail.from, say)
  checkRecipients(mail, say)
  checkContent(mail, say)
  checkPersonalization(mail, say)
  for (const [field, words] of attachmentErrors(mail.attachments)) say(field, words)
  checkTags(mail.tags, say)
  return errors
}

const isEmail = (value: unknown) =>
  typeof value === 'string' && /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/.test(value)

function checkFrom(from: unknown, say: Say): void {
  if (!isFields(from)) {
    say('from', 'The from field is required.')
    return
  }
  // Which domains are verified is not known here, so any is taken.
  if (!isEmail(from.email)) say('from.email', 'The from.email must be a valid email address.')
  if (typeof from.name !== 'string' || from.name.trim() === '') {
    say('from.name', 'The from.name field is required.')
  } else checkName('from.name', from.name, say)
}

function checkName(field: string, name: unknown, say: Say): void {
  if (name === undefined || name === null) return
  if (typeof name !== 'string') say(field, `The ${field} must be a string.`)
  else if (/[;,]/.test(name)) say(field, `The ${field} may not contain ";" or ",".`)
}

export function recipientsOf(mail: Fields): string[] {
  return ['to', 'cc', 'bcc'].flatMap((kind) => {
    const list = Array.isArray(mail[kind]) ? mail[kind] : []
    return list.filter(isFields).map((each) => String(each.email).toLowerCase())
  })
}

function checkRecipients(mail: Fields, say: Say): void {
  for (const [kind, most] of Object.entries(MOST)) {
    const list = mail[kind]
    if (list === undefined && kind !== 'to') continue
    if (!Array.isArray(list) || list.length === 0) say(kind, `The ${kind} field is required.`)
    else if (list.length > most) say(kind, `The ${kind} may not have more than ${most} items.`)
    else {
      for (const [at, each] of list.entries()) checkRecipient(`${kind}.${at}`, each, say)
    }
  }
  if (isFields(mail.reply_to)) checkRecipient('reply_to', mail.reply_to, say)
  const all = recipientsOf(mail)
  if (new Set(all).size !== all.length) {
    say('to', 'The to, cc and bcc fields may not hold an address twice. #MS42201')
  }
}

function checkRecipient(field: string, recipient: unknown, say: Say): void {
  if (!isFields(recipient) || !isEmail(recipient.email)) {
    say(`${field}.email`, `The ${field}.email must be a valid email address.`)
  } else checkName(`${field}.name`, recipient.name, say)
}

function checkContent(mail: Fields, say: Say): void {
  const bodies = ['text', 'html', 'template_id'].filter((field) => mail[field] !== undefined)
  if (bodies.length === 0) {
    say('text', 'One of html, text or template_id must be present. #MS42211')
  }
  for (const field of ['text', 'html', 'subject', 'template_id']) {
    const value = mail[field]
    if (value === undefined) continue
    if (typeof value !== 'string' || value === '') say(field, `The ${field} must be a string.`)
    else if (Buffer.byteLength(value) > BODY_BYTES) say(field, `The ${field} is too long.`)
  }
  const { subject, template_id: template } = mail
  if (subject === undefined && template === undefined) {
    say('subject', 'The subject field is required.')
  } else if (String(subject ?? '').length > 998) {
    say('subject', 'The subject may not be greater than 998 characters.')
  }
  if (template !== undefined && !Object.hasOwn(TEMPLATES, String(template))) {
    say('template_id', 'The selected template_id is invalid.')
  }
}

function checkPersonalization(mail: Fields, say: Say): void {
  const { personalization } = mail
  if (personalization === undefined) return
  if (!Array.isArray(personalization)) {
    say('personalization', 'The personalization must be an array.')
    return
  }
  const known = recipientsOf(mail)
  personalization.forEach((each, at) => {
    const field = `personalization.${at}`
    if (!isFields(each) || !known.includes(String(each.email).toLowerCase())) {
      say(`${field}.email`, `The ${field}.email must be among the recipients. #MS42217`)
    } else if (!isFields(each.data)) say(`${field}.data`, `The ${field}.data must be an object.`)
    else if (Object.keys(each.data).some((name) => RESERVED.includes(name))) {
      say(`${field}.data`, `The ${field}.data holds a reserved variable. #MS42214`)
    }
  })
}

function checkTags(tags: unknown, say: Say): void {
  if (tags === undefined) return
  if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === 'string' && tag !== '')) {
    say('tags', 'The tags must be an array of strings.')
  } else if (tags.length > 5) say('tags', 'The tags may not have more than 5 items.')
}

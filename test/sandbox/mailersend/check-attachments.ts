/** What MailerSend refuses in attachments: unknown file types, broken base64, too much of it. */
const MOST_BYTES = 25 * 1024 * 1024

/** The supported file types that Labour Temple could send, from the vendor's longer list. */
const EXTENSIONS = ['txt', 'csv', 'log', 'css', 'ics', 'xml', 'pdf', 'png', 'jpg', 'jpeg', 'gif']

/** How these begin; a text may begin as it likes. How closely the vendor looks is unverified. */
const BEGINNINGS: Record<string, string> = {
  ics: 'BEGIN:VCALENDAR',
  xml: '<',
  pdf: '%PDF-',
  png: '\x89PNG',
  jpg: '\xff\xd8\xff',
  jpeg: '\xff\xd8\xff',
  gif: 'GIF8',
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

export function attachmentErrors(attachments: unknown): [field: string, words: string][] {
  if (attachments === undefined) return []
  if (!Array.isArray(attachments)) return [['attachments', 'The attachments must be an array.']]
  const errors = attachments.flatMap((each: unknown, at) => errorsOf(each, `attachments.${at}`))
  const size = attachments.reduce((sum: number, each) => sum + String(each?.content).length, 0)
  if (size * 0.75 > MOST_BYTES) errors.push(['attachments', 'The attachments exceed 25 MB.'])
  return errors
}

function errorsOf(attachment: unknown, field: string): [string, string][] {
  const {
    content,
    filename,
    disposition = 'attachment',
  } = (attachment ?? {}) as {
    content?: unknown
    filename?: unknown
    disposition?: unknown
  }
  const errors: [string, string][] = []
  if (typeof content !== 'string' || content === '' || !BASE64.test(content)) {
    errors.push([`${field}.content`, `The ${field}.content must be base64 encoded.`])
  }
  const extension = /\.([a-z0-9]+)$/i.exec(String(filename))?.[1]?.toLowerCase()
  if (typeof filename !== 'string' || !extension || !EXTENSIONS.includes(extension)) {
    errors.push([`${field}.filename`, 'This file type is not supported. #MS42202'])
  } else if (!bytesOf(content).startsWith(BEGINNINGS[extension] ?? '')) {
    errors.push([`${field}.content`, 'The content does not match the file extension. #MS42202'])
  }
  if (disposition !== 'inline' && disposition !== 'attachment') {
    errors.push([`${field}.disposition`, `The selected ${field}.disposition is invalid.`])
  }
  return errors
}

/** Byte for byte. */
function bytesOf(content: unknown): string {
  return Buffer.from(String(content), 'base64').toString('latin1')
}

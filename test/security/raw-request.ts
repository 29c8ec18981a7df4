/** Sends what no browser and no `fetch` would send: any path, any header, a body that never ends. */
import { type IncomingMessage, request } from 'node:http'

export interface Sent {
  method: string
  /** Goes over the wire as it is. */
  path: string
  headers: Record<string, string>
  body?: string | Uint8Array
  /** The body comes in pieces, its length unsaid; `endless` repeats it until an answer comes. */
  pieces?: 'once' | 'endless'
}

export interface Heard {
  status: number
  headers: IncomingMessage['headers']
  text: string
}

const PATIENCE_MS = 60_000

/**
 * So long an answer is listened for after each piece. workerd closes the connection as soon as it has
 * answered, and whoever still speaks then loses the answer with it, however right it was.
 */
const PIECE_MS = 1_000
const PIECE_BYTES = 65_536

/** Whoever has taken so many pieces would take more. */
const MOST_PIECES = 200

export function raw(url: string, sent: Sent): Promise<Heard> {
  const { promise, resolve, reject } = Promise.withResolvers<Heard>()
  const { hostname, port } = new URL(url)
  const { method, path, headers, body, pieces } = sent
  const length =
    body === undefined || pieces ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const asked = request({ hostname, port, method, path, headers: { ...headers, ...length } })
  let answered = false
  const over = Promise.withResolvers<void>()
  asked.setTimeout(PATIENCE_MS, () => asked.destroy(new Error(`${method} ${path}: no answer`)))
  asked.on('close', () => over.resolve())
  asked.on('response', async (answer) => {
    answered = true
    over.resolve()
    const parts: Buffer[] = []
    for await (const part of answer) parts.push(part as Buffer)
    const text = Buffer.concat(parts).toString()
    resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text })
    asked.destroy()
  })
  asked.on('error', (error) => answered || reject(error))
  if (pieces === 'endless') speak(Array<typeof body>(MOST_PIECES).fill(body))
  else if (typeof body === 'string' && body.length > PIECE_BYTES) speak(cut(body))
  else asked.end(body)

  async function speak(parts: readonly (typeof body)[]) {
    for (const part of parts) {
      if (answered) return
      asked.write(part)
      await Promise.race([over.promise, new Promise((resume) => setTimeout(resume, PIECE_MS))])
    }
    if (pieces !== 'endless') asked.end()
    else if (!answered) reject(new Error(`${method} ${path}: took an endless body`))
  }
  return promise
}

function cut(body: string): string[] {
  const count = Math.ceil(body.length / PIECE_BYTES)
  return Array.from({ length: count }, (_, nth) =>
    body.slice(nth * PIECE_BYTES, (nth + 1) * PIECE_BYTES)
  )
}

/** HTTP server for the sandbox, bound to loopback. A request that gets no answer has its socket closed. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Fetcher {
  fetch(request: Request): Promise<Response>
}

export interface Served {
  url: string
  close(): Promise<void>
}

export async function serve(sandbox: Fetcher, port = 0): Promise<Served> {
  const server = createServer((incoming, outgoing) => {
    answer(sandbox, incoming, outgoing).catch(() => incoming.socket.destroy())
  })
  // Whoever called closes an idle connection. Closed from here it is lost with a call that is on its
  // way at this moment: after five idle seconds, or whenever a busy machine has held this process up.
  server.keepAliveTimeout = 0
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(sandbox: Fetcher, incoming: IncomingMessage, outgoing: ServerResponse) {
  const gone = new AbortController()
  outgoing.once('close', () => gone.abort())
  const response = await sandbox.fetch(await toRequest(incoming, gone.signal))
  const body = Buffer.from(await response.arrayBuffer())
  outgoing.writeHead(response.status, [...response.headers].flat())
  outgoing.end(incoming.method === 'HEAD' ? undefined : body)
}

async function toRequest(incoming: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const parts: Buffer[] = []
  for await (const part of incoming) parts.push(part)
  const headers = new Headers()
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
    headers.append(incoming.rawHeaders[i] ?? '', incoming.rawHeaders[i + 1] ?? '')
  }
  const method = incoming.method ?? 'GET'
  const bodiless = method === 'GET' || method === 'HEAD'
  return new Request(`http://${headers.get('host') ?? 'localhost'}${incoming.url ?? '/'}`, {
    method,
    headers,
    signal,
    ...(!bodiless && { body: Buffer.concat(parts) }),
  })
}

/** Before the tests inside workerd: the sandbox's vendors, in Node, for one project. */
import type { TestProject } from 'vitest/node'
import { createSandbox } from '../sandbox/sandbox.ts'
import { serve } from '../sandbox/serve.ts'
import { aheadMs } from '../sandbox/time.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The port of the vendors on loopback. */
    vendorsPort: number
    /** By how much this run's clock is ahead of the real one. */
    aheadMs: number
  }
}

/** No port leads into workerd, so the tests post the events themselves. */
const worker = { url: 'http://no-port.invalid', webhookSecret: 'none', cronUrl: null }

export default async function setup(project: TestProject) {
  const ahead = aheadMs()
  let movedMs = ahead
  const sandbox = createSandbox({
    workers: () => ({ checkout: worker, bookings: worker }),
    real: () => Date.now() + movedMs,
    webhookFetch: async () => new Response(),
    tokenLimit: false,
    googleLimit: false,
    mailLimit: false,
  })
  const server = await serve({
    // Here the Worker's clock moves with the vendors' own, so even their real time has to.
    async fetch(request) {
      const { pathname } = new URL(request.url)
      if (pathname === '/__reset') movedMs = ahead
      if (pathname !== '/__time') return sandbox.fetch(request)
      movedMs += ((await request.json()) as { advanceMs: number }).advanceMs
      return Response.json({})
    },
  })
  project.provide('vendorsPort', Number(new URL(server.url).port))
  project.provide('aheadMs', ahead)
  return () => server.close()
}

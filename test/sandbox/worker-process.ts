/** A process of its own for one built Worker: real workerd, without wrangler's watching and bundling around it. */
import { dirname } from 'node:path'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { readBuilt } from './built-workers.ts'

/** What it is told, as JSON, in its one argument. */
export interface Hosted {
  name: string
  /** Where both Workers have been built. */
  folder: string
  port: number
  storage: string
  vars: Record<string, string>
}

const { name, folder, port, storage, vars } = JSON.parse(process.argv[2] ?? '') as Hosted
const { code, options } = readBuilt(folder, name)

const host = new Miniflare(
  convertV4MiniflareOptions({
    host: '127.0.0.1',
    port,
    cf: false,
    log: new Log(LogLevel.ERROR),
    logRequests: false,
    resourcePersistencePath: storage,
    isolatedResourcePersistencePath: storage,
    unsafeTriggerHandlers: true,
    handleStructuredLogs: ({ message }) => process.stdout.write(`${message}\n`),
    workers: [
      {
        ...options,
        name,
        modulesRoot: dirname(code),
        modules: [{ type: 'ESModule', path: code }],
        bindings: { ...options.bindings, ...vars },
      },
    ],
  })
)
await host.ready

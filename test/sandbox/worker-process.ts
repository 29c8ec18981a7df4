/** A process of its own for one built Worker: real workerd, without wrangler's watching and bundling around it. */
import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { readBuilt } from './built-workers.ts'
import { dateMoved, mainMoved } from './time.ts'

/** Its only argument, as JSON. */
export interface Hosted {
  name: string
  /** Where both Workers have been built. */
  folder: string
  port: number
  storage: string
  vars: Record<string, string>
  /** By how much its clock is ahead of the real one. */
  aheadMs: number
}

const { name, folder, port, storage, vars, aheadMs } = JSON.parse(process.argv[2] ?? '') as Hosted
const { code, options } = readBuilt(folder, name)

/** The built code as it is; at another time than now, with the lines before it that move its clock. */
function modulesOf() {
  const type = 'ESModule' as const
  if (aheadMs === 0) return [{ type, path: code }]
  const beside = (file: string) => join(dirname(code), file)
  return [
    { type, path: beside('moved.js'), contents: mainMoved(`./${basename(code)}`, aheadMs) },
    { type, path: beside('moved-date.js'), contents: dateMoved(aheadMs) },
    { type, path: code, contents: readFileSync(code, 'utf8') },
  ]
}

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
        modules: modulesOf(),
        bindings: { ...options.bindings, ...vars },
      },
    ],
  })
)
await host.ready

/** Runs one built Worker in real workerd, without wrangler's watching and bundling around it. */
import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { readBuilt } from './built-workers.ts'
import { dateMoved, mainMoved } from './time.ts'

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

/** Resolves when it listens; `print` is called with every line that it prints, and with the runtime's errors. */
export async function hostWorker(
  hosted: Hosted,
  print: (line: string) => void
): Promise<Miniflare> {
  const { name, folder, port, storage, vars } = hosted
  const { code, options } = readBuilt(folder, name)
  const host = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port,
      cf: false,
      log: new PrintedLog(print),
      logRequests: false,
      resourcePersistencePath: storage,
      isolatedResourcePersistencePath: storage,
      unsafeTriggerHandlers: true,
      handleStructuredLogs: ({ message }) => print(message),
      workers: [
        {
          ...options,
          name,
          modulesRoot: dirname(code),
          modules: modulesOf(code, hosted),
          bindings: { ...options.bindings, ...vars },
        },
      ],
    })
  )
  await host.ready
  return host
}

class PrintedLog extends Log {
  readonly print: (line: string) => void
  constructor(print: (line: string) => void) {
    super(LogLevel.ERROR)
    this.print = print
  }
  protected override log(message: string): void {
    this.print(message)
  }
}

/** The built code as it is; at another time than now, with the lines before it that move its clock. */
function modulesOf(code: string, { aheadMs }: Hosted) {
  const type = 'ESModule' as const
  if (aheadMs === 0) return [{ type, path: code }]
  const beside = (file: string) => join(dirname(code), file)
  return [
    { type, path: beside('moved.js'), contents: mainMoved(`./${basename(code)}`, aheadMs) },
    { type, path: beside('moved-date.js'), contents: dateMoved(aheadMs) },
    { type, path: code, contents: readFileSync(code, 'utf8') },
  ]
}

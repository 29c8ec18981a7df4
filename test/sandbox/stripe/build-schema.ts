/** Writes schema.json, the JSON schema of every route's parameters, from the official package's own types. */
import { renameSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const writtenAt = (path: string) => statSync(at(path), { throwIfNoEntry: false })?.mtimeMs ?? 0

export function isFresh(): boolean {
  const sources = ['./params.ts', '../../../node_modules/stripe/package.json']
  return sources.every((source) => writtenAt('./schema.json') > writtenAt(source))
}

async function build() {
  const { createGenerator } = await import('ts-json-schema-generator')
  const schema = createGenerator({
    path: at('./params.ts'),
    type: 'Params',
    skipTypeCheck: true,
    topRef: false,
    jsDoc: 'none',
  }).createSchema('Params')
  // Several test processes may build at once: the rename lets none of them read half a file.
  const draft = at(`./schema.json.${process.pid}`)
  writeFileSync(draft, JSON.stringify(schema))
  renameSync(draft, at('./schema.json'))
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !isFresh()) await build()

/** Paths in a folder of built Workers: the code of each, and the workerd options beside it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { V4MiniflareOptions } from 'miniflare'

type Options = Extract<V4MiniflareOptions, { workers: unknown }>['workers'][number]

export const codeIn = (folder: string, name: string) => join(folder, name)
export const optionsIn = (folder: string, name: string) => join(folder, `${name}.json`)

/** The path of its code, and its options with the sandbox's secrets. */
export function readBuilt(folder: string, name: string): { code: string; options: Options } {
  const options: Options = JSON.parse(readFileSync(optionsIn(folder, name), 'utf8'))
  return { code: join(codeIn(folder, name), 'worker.js'), options }
}

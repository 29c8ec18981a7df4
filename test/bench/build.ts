/** Bundles the Workers of both sides into one file each, with the same bundler and settings. */
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { type PerSide, ROOT, type SideName, type WorkerName } from './names.ts'

export interface Bundle {
  code: string
  bytes: number
  gzipBytes: number
}

/** Gzip, in bytes. */
export type Bundles = (PerSide<number> & { worker: WorkerName })[]
/** Brotli, in bytes; `null` for a script that is not built. */
export type Scripts = { script: string; bytes: number | null }[]

const ENTRIES: Record<SideName, Record<WorkerName, string>> = {
  ours: { checkout: 'src/workers/checkout/worker.ts', bookings: 'src/workers/bookings/worker.ts' },
  naive: { checkout: 'test/bench/naive/checkout.ts', bookings: 'test/bench/naive/bookings.ts' },
}

export const bundleOf = (side: SideName, worker: WorkerName): Promise<Bundle> =>
  bundle(ENTRIES[side][worker])

export async function bundle(entry: string): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: [resolve(ROOT, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
  })
  const code = outputFiles[0]?.text ?? ''
  return { code, bytes: Buffer.byteLength(code), gzipBytes: gzipSync(code, { level: 9 }).length }
}

/** As a CDN sends it, brotli at its best; `null` for a script that is not built. */
export async function brotliBytes(script: string): Promise<number | null> {
  const text = await readFile(join(ROOT, 'public', script)).catch(() => null)
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  return text && brotliCompressSync(text, { params }).length
}

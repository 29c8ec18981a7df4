/** Bundles the emulators' browser scripts at the first request. */
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const bundles = new Map<string, Promise<string>>()

async function bundle(name: string): Promise<string> {
  const result = await build({
    entryPoints: [fileURLToPath(new URL(`browser/${name}.js`, import.meta.url))],
    bundle: true,
    format: 'iife',
    target: 'es2020',
    write: false,
  })
  return result.outputFiles[0]?.text ?? ''
}

/** The stand-in `browser/<name>.js` as one script. */
export function standIn(name: 'stripe' | 'turnstile' | 'webflow'): Promise<string> {
  const known = bundles.get(name) ?? bundle(name)
  bundles.set(name, known)
  return known
}

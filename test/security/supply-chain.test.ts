/** What comes from others, and what goes out to everybody: packages, their scripts, the built code. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, inject, test } from 'vitest'
import { codeIn } from '../sandbox/built-workers.ts'
import { ROOT } from '../sandbox/wrangler.ts'

interface Locked {
  integrity?: string
  resolved?: string
  link?: boolean
  hasInstallScript?: boolean
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> }
/** All but the project itself. */
const locked = Object.entries(packages).filter(([path]) => path !== '')
const said = JSON.parse(read('package.json')) as {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  allowScripts: Record<string, boolean>
}

/** Tools for other systems, whose sums the registry of the day did not tell; none of them is deployed. */
const WITHOUT_SUM =
  /^node_modules\/(@biomejs\/cli|@cloudflare\/workerd)-(android|darwin|win|.*-musl$)/

describe('what comes from others', () => {
  test('every package is locked with the sum of what it holds, but for some tools of other systems', () => {
    const without = locked.filter(([, { integrity }]) => {
      return !/^sha512-[\w+/]{86}==$/.test(integrity ?? '')
    })
    expect(without.filter(([path]) => !WITHOUT_SUM.test(path))).toEqual([])
    expect(without).toHaveLength(11)
  })

  test('none comes from anywhere but the registry', () => {
    const foreign = locked.filter(([, { resolved, link }]) => {
      return link || (resolved && !resolved.startsWith('https://registry.npmjs.org/'))
    })
    expect(foreign).toEqual([])
  })

  test('only those that are named run a script when they are installed', () => {
    const scripted = locked.filter(([, { hasInstallScript }]) => hasInstallScript)
    const named = Object.keys(said.allowScripts).map((name) => `node_modules/${name}`)
    expect(scripted.map(([path]) => path).sort()).toEqual(named.sort())
  })

  test('each of ours is pinned, and each that is deployed has its reason in the README', () => {
    const versions = Object.values({ ...said.dependencies, ...said.devDependencies })
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
    const [, table = ''] = read('README.md').split('## Runtime dependencies')
    const reasons = [...table.matchAll(/^\| `(\S+)` \| .{20,} \|$/gm)].map(([, name]) => name)
    expect(reasons.sort()).toEqual(Object.keys(said.dependencies).sort())
  })
})

describe('what goes out to everybody', () => {
  const secretsOf = (worker: string) =>
    Object.values(parseEnv(read(`test/sandbox/${worker}.env`))) as string[]
  const secrets = [...secretsOf('checkout'), ...secretsOf('bookings')]
  /** How the vendors' own keys look, whoever's they are. */
  const KEYS =
    /\b(sk|rk)_(live|test)_\w{6,}|whsec_\w{6,}|mlsn\.\w{10,}|-----BEGIN [A-Z ]*PRIVATE KEY-----\s*\w/

  const files = [
    ...['checkout', 'bookings'].flatMap((worker) => {
      const folder = codeIn(inject('built'), worker)
      return readdirSync(folder).map((name) => join(folder, name))
    }),
    ...readdirSync(join(ROOT, 'public'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name)),
    ...readdirSync(join(ROOT, 'src/browser/webflow')).map((name) =>
      join(ROOT, 'src/browser/webflow', name)
    ),
    ...['wrangler.checkout.toml', 'wrangler.bookings.toml'].map((name) => join(ROOT, name)),
  ]

  test('both Workers are among it, and every script of the pages', () => {
    const names = files.map((file) => file.split('/').slice(-2).join('/'))
    const code = [
      ...['checkout/worker.js', 'checkout/worker.js.map', 'bookings/worker.js'],
      ...['checkout', 'purchase', 'booking', 'turnstile'].map((name) => `public/${name}.js`),
    ]
    expect(names).toEqual(expect.arrayContaining(code))
  })

  test('no secret is in the code, its source maps or a TOML', () => {
    expect(secrets.length).toBeGreaterThan(8)
    const telling = files.filter((file) => {
      const text = readFileSync(file, 'utf8')
      return KEYS.test(text) || secrets.some((secret) => text.includes(secret))
    })
    expect(telling).toEqual([])
  })

  test("the pages' scripts have no source map", () => {
    const scripts = files.filter((file) => file.startsWith(join(ROOT, 'public')))
    expect(scripts.filter((file) => file.endsWith('.map'))).toEqual([])
    expect(
      scripts.filter((file) => readFileSync(file, 'utf8').includes('sourceMappingURL'))
    ).toEqual([])
  })
})

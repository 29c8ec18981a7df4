/** Registered scripts, the custom code of a page or the site, and publishing. */
import { type Context, Hono } from 'hono'
import { missing, refuse } from './errors.ts'
import type { AppliedScript, Store } from './records.ts'
import { DOMAIN, PAGE_IDS } from './seed-data.ts'

/** "limited to 2000 characters" (OpenAPI description of registered inline scripts). */
const INLINE_LENGTH = 2000
const SEMVER = /^\d+\.\d+\.\d+$/

interface CustomCodeOptions {
  store(): Store
  /** Only an app with OAuth may; a site token may not (list of scopes). */
  isApp(c: Context): boolean
  now(): number
}

export function customCode({ store, isApp, now }: CustomCodeOptions): Hono {
  const app = new Hono()
  const forbidden = (c: Context) =>
    refuse(c, 403, 'missing_scopes', 'OAuthForbidden: You are missing custom_code scopes')

  app.get('/v2/sites/:site/registered_scripts', (c) =>
    isApp(c)
      ? c.json({ registeredScripts: store().scripts.map(({ sourceCode, ...rest }) => rest) })
      : forbidden(c)
  )
  app.post('/v2/sites/:site/registered_scripts/inline', async (c) => {
    if (!isApp(c)) return forbidden(c)
    const { sourceCode, version, displayName } = await c.req.json<Record<string, string>>()
    if (
      !sourceCode ||
      !version ||
      !/^[a-z0-9]{1,50}$/i.test(displayName ?? '') ||
      !SEMVER.test(version)
    )
      return refuse(c, 400, 'validation_error', 'Validation Error')
    if (sourceCode.length > INLINE_LENGTH)
      return refuse(c, 400, 'validation_error', 'Source code is too long')
    const id = (displayName ?? '').toLowerCase()
    if (store().scripts.some((one) => one.id === id && one.version === version))
      return refuse(c, 409, 'duplicate_registered_script', 'Version already exists')
    const [home = ''] = c.req.url.split('/v2/')
    const hostedLocation = `${home}/hosted/${id}-${version}.js`
    const script = { id, displayName: displayName ?? '', version, hostedLocation }
    store().scripts.push({ ...script, sourceCode })
    return c.json(script, 201)
  })
  for (const kind of ['sites', 'pages'] as const) {
    const path = `/v2/${kind}/:id/custom_code`
    app.get(path, (c) => {
      if (!isApp(c)) return forbidden(c)
      const scripts = store().applied.get(c.req.param('id') ?? '')
      return scripts ? c.json({ scripts }) : missing(c)
    })
    // The list replaces all that this app has applied there.
    app.put(path, async (c) => {
      if (!isApp(c)) return forbidden(c)
      if (kind === 'pages' && !PAGE_IDS.includes(c.req.param('id') ?? '')) return missing(c)
      const { scripts } = await c.req.json<{ scripts: AppliedScript[] }>()
      const known = ({ id, version }: AppliedScript) =>
        store().scripts.some((one) => one.id === id && one.version === version)
      if (!scripts.every(known)) return refuse(c, 400, 'bad_request', 'Script is not registered')
      store().applied.set(c.req.param('id') ?? '', scripts)
      return c.json({ scripts })
    })
  }
  app.post('/v2/sites/:site/publish', async (c) => {
    const { publishedAt } = store()
    const { customDomains = [], publishToWebflowSubdomain } = await c.req.json()
    const known = customDomains.every((id: string) => id === DOMAIN.id)
    if (!known || !(customDomains.length > 0 || publishToWebflowSubdomain))
      return refuse(c, 400, 'bad_request', 'Nothing to publish to')
    // One successful publish a minute.
    if (publishedAt && now() - Date.parse(publishedAt) < 60_000)
      return refuse(c, 429, 'too_many_requests', 'Rate limit hit')
    store().publishedAt = new Date(now()).toISOString()
    return c.json({ customDomains, publishToWebflowSubdomain }, 202)
  })
  return app
}

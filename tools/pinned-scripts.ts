/** The page scripts under names with their hash, the embeds that name them, and a policy for the pages. */
import { createHash } from 'node:crypto'

/** What is built into `public/`, without `.js`. */
export const PAGE_SCRIPTS = [
  'checkout',
  'purchase',
  'booking',
  'confirmation',
  'turnstile',
] as const

export interface PinnedScript {
  /** `'pinned/purchase.0123456789abcdef.js'`, a path below the checkout Worker. */
  path: string
  /** `'sha384-…'` */
  integrity: string
}

const hash = (algorithm: 'sha256' | 'sha384', text: string | Uint8Array) =>
  createHash(algorithm).update(text)

/** The name and the integrity of a built script. */
export function pin(name: string, content: Uint8Array): PinnedScript {
  return {
    path: `pinned/${name}.${hash('sha256', content).digest('hex').slice(0, 16)}.js`,
    integrity: `sha384-${hash('sha384', content).digest('base64')}`,
  }
}

/** An embed, or a page that contains embeds, whose script tags of ours name pinned scripts. */
export function withPinned(html: string, scripts: Readonly<Record<string, PinnedScript>>): string {
  const tag = /src="(https?:\/\/[^/"]+)\/(\w+)\.js"/g
  const turnstile = scripts.turnstile?.path.replace('pinned/', '')
  return html.replace(tag, (whole, origin: string, name: string) => {
    const script = scripts[name]
    if (!script) return whole
    const { path, integrity } = script
    const own = `src="${origin}/${path}" integrity="${integrity}" crossorigin="anonymous"`
    return name === 'confirmation' ? own : `${own} data-turnstile="${turnstile}"`
  })
}

/** Sources for `script-src` of the inline scripts in an embed or page. */
export function inlineHashes(html: string): string[] {
  const inline = [...html.matchAll(/<script>(.*?)<\/script>/gs)]
  return [
    ...new Set(inline.map(([, text = '']) => `'sha256-${hash('sha256', text).digest('base64')}'`)),
  ]
}

export interface PolicySources {
  /** Origins of the two Workers. */
  checkout: string
  bookings: string
  inlineHashes: readonly string[]
  hasTurnstile?: boolean
}

/**
 * The Content-Security-Policy of the selling and the confirmation pages. Stripe's sources:
 * docs.stripe.com/security/guide#content-security-policy.
 */
export function policyFor(sources: PolicySources): string {
  const turnstile = sources.hasTurnstile ? ['https://challenges.cloudflare.com'] : []
  const stripe = ['https://js.stripe.com', 'https://*.js.stripe.com']
  const directives: Record<string, string[]> = {
    'default-src': ["'self'"],
    'script-src': ["'self'", ...stripe, sources.checkout, ...turnstile, ...sources.inlineHashes],
    'frame-src': [...stripe, 'https://hooks.stripe.com', ...turnstile],
    'connect-src': ["'self'", 'https://api.stripe.com', sources.checkout, sources.bookings],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'https://*.stripe.com'],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'self'"],
  }
  return Object.entries(directives)
    .map(([name, values]) => [name, ...new Set(values)].join(' '))
    .join('; ')
}

/** One run of `npm run webflow`: the embeds to paste, and the site scripts, for those who have a token. */
import type { Fetch } from '../../src/clients/http.ts'
import { parseList } from '../../src/core/settings.ts'
import { UnreadableAnswer, VendorError } from '../../src/core/vendor-error.ts'
import { WEBFLOW_URL, waitFor, webflowApi } from './api.ts'
import { BY_HAND, printedEmbeds } from './print-embeds.ts'
import { registerSiteScripts } from './register.ts'

export interface WebflowRun {
  environment: Readonly<Record<string, string | undefined>>
  fetcher: Fetch
  /** Such as `['--write']`. */
  arguments: readonly string[]
  /** Asks a person; `null` when nobody can be asked. */
  ask: ((question: string) => Promise<boolean>) | null
  say(line: string): void
}

/** Exit code: 1 for wrong use, 2 when Webflow could not be read or did not do what was asked. */
export async function runWebflow(run: WebflowRun): Promise<0 | 1 | 2> {
  const { environment, fetcher, ask, say } = run
  const unknown = run.arguments.filter((one) => one !== '--write')
  if (unknown.length > 0) {
    say(`Unknown: ${unknown.join(' ')}. The only option is --write.`)
    return 1
  }
  const write = run.arguments.includes('--write')
  const { lines, isKeyWrong } = printedEmbeds(environment.STRIPE_PUBLISHABLE_KEY)
  for (const line of [...lines, '', ...BY_HAND, '']) say(line)
  const token = environment.WEBFLOW_TOKEN
  if (!token) {
    say('Site scripts: WEBFLOW_TOKEN is not set, so Webflow was not asked and nothing was written.')
    return write || isKeyWrong ? 1 : 0
  }
  const url = environment.WEBFLOW_URL ?? WEBFLOW_URL
  let wrote = false
  const api = webflowApi({ url, token, fetcher, wait: waitFor })
  const noting = {
    ...api,
    post: (...args) => {
      wrote = true
      return api.post(...args)
    },
    put: (...args) => {
      wrote = true
      return api.put(...args)
    },
  } as typeof api
  const roomPages = parseList(environment.WEBFLOW_ROOM_PAGES ?? '')
  try {
    await registerSiteScripts({ api: noting, fetcher, write, roomPages, ask, say })
  } catch (error) {
    say(`Stopped: ${reasonOf(error)}`)
    say(
      wrote
        ? 'What is said above has been done; the rest has not. Run it again: it goes on from what Webflow has.'
        : 'Nothing was written.'
    )
    return 2
  }
  return isKeyWrong ? 1 : 0
}

function reasonOf(error: unknown): string {
  if (error instanceof UnreadableAnswer)
    return `Webflow’s answer to ${error.operation} cannot be read`
  if (!(error instanceof VendorError)) return error instanceof Error ? error.message : 'unknown'
  const { operation, status, retryAfterMs } = error
  if (status === 401) return 'Webflow refuses WEBFLOW_TOKEN (401)'
  if (status === 403)
    return 'WEBFLOW_TOKEN may not do this (403): a site token may not touch custom code. It takes the OAuth token of an app with custom_code:read, custom_code:write, pages:read, sites:read and sites:write'
  if (status === 429)
    return `Webflow takes no more requests for ${Math.ceil(retryAfterMs / 1000) || 'some'} seconds (429)`
  if (status === 404) return `Webflow has nothing at ${operation} (404)`
  return `Webflow did not answer ${operation} with success (${status ?? 'no answer'})`
}

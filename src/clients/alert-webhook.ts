/** The team's second channel, a Slack-compatible incoming webhook, and the heartbeat of a dead-man service. */
import { type Fetch, request } from './http.ts'

/** Posts a text to the team. Returns `false` when no webhook is set. @throws VendorError */
export type AlertWebhook = (text: string) => Promise<boolean>

/** Addresses are personal data that a chat does not need: the ids lead to them. */
const EMAIL_ADDRESS = /[^\s<>,;]+@[^\s<>,;]+\.[^\s<>,;]+/g

export function createAlertWebhook(url: string | undefined, fetcher: Fetch): AlertWebhook {
  return async (text) => {
    if (!url) return false
    const response = await request(fetcher, {
      vendor: 'alert-webhook',
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: text.replace(EMAIL_ADDRESS, '(address)') }),
    })
    await response.body?.cancel()
    return true
  }
}

/** Requests the heartbeat's URL; does nothing when none is set. @throws VendorError */
export async function sendHeartbeat(url: string | undefined, fetcher: Fetch): Promise<void> {
  if (!url) return
  const response = await request(fetcher, { vendor: 'heartbeat', method: 'GET', url, headers: {} })
  await response.body?.cancel()
}

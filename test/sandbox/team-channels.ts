/** What reaches the team beside e-mail: the alert webhook, as Slack takes it, and the heartbeat of a dead-man service. */
import { Hono } from 'hono'
import type { Clock } from './clock.ts'

export interface TeamChannelsState {
  alerts: { at: number; text: string }[]
  /** How often the heartbeat was requested. */
  heartbeats: number
}

export function createTeamChannels(clock: Pick<Clock, 'now'>) {
  let state: TeamChannelsState = { alerts: [], heartbeats: 0 }
  const app = new Hono()
  app.get('/alerts', (c) => c.json(state.alerts))
  app.post('/alerts', async (c) => {
    // Slack refuses other content types and a missing text with 400 (docs.slack.dev, incoming webhooks).
    const isJson = /^application\/json/i.test(c.req.header('content-type') ?? '')
    const body = isJson
      ? ((await c.req.json().catch(() => null)) as { text?: unknown } | null)
      : null
    if (typeof body?.text !== 'string' || body.text === '') return c.text('no_text', 400)
    state.alerts.push({ at: clock.now(), text: body.text })
    return c.text('ok')
  })
  app.get('/heartbeat', (c) => {
    state.heartbeats += 1
    return c.text('OK')
  })
  return {
    app,
    state: () => structuredClone(state),
    reset() {
      state = { alerts: [], heartbeats: 0 }
    },
  }
}

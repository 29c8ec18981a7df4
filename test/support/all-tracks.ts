/** One stack for all three tracks, and what happens long after a sale: refunds, disputes, old events. */
import Stripe from 'stripe'
import { expect } from 'vitest'
import { admits } from '../sandbox/kiosk.ts'
import type { Message } from '../sandbox/mailersend/messages.ts'
import { seattleDay } from '../sandbox/seattle.ts'
import type { StackOptions } from '../sandbox/stack.ts'
import { membershipsAt } from './membership-client.ts'
import { type Begun, newOrder, until } from './pass-client.ts'
import { startRoomClient } from './room-client.ts'

const library = new Stripe('sk_test_sandbox')

type RoomClient = ReturnType<typeof startRoomClient>
export type House = ReturnType<typeof startAllTracks>

/** Passes are bought and rooms booked at the house itself, memberships at its `club`. */
export function startAllTracks(options: StackOptions = {}) {
  const roomClient = startRoomClient(options)
  return {
    ...roomClient,
    membershipClient: membershipsAt(roomClient),
    /** An order for a pass, up to the form of the card. */
    async orderPass() {
      const order = newOrder()
      const { said, text } = await roomClient.post('/create-purchase', order)
      expect(text, 'create-purchase').toContain('clientSecret')
      return { order, begun: said as unknown as Begun }
    },
    ...dashboardOf(roomClient),
    ...emailsOf(roomClient),
  }
}

/** What staff and Stripe do. */
function dashboardOf(roomClient: RoomClient) {
  const settle = async () => {
    await roomClient.quiet()
    await roomClient.stack().cron()
    await roomClient.quiet()
  }
  const newsOf = async (paymentId: string, ...types: string[]) => {
    const { stripe } = await roomClient.stack().state()
    return stripe.events.filter(({ type, data }) => {
      const { id, payment_intent } = (data as { object: Record<string, unknown> }).object
      return [id, payment_intent].includes(paymentId) && types.includes(String(type))
    })
  }
  return {
    /** Until webhooks, runs and a sweep have nothing more to do. */
    settle,
    async refund(payment_intent: string, amount?: number) {
      const sum = amount === undefined ? {} : { amount: String(amount) }
      const { said, text } = await roomClient.stripe('/refunds', { payment_intent, ...sum })
      expect(said.object, text).toBe('refund')
      return String(said.id)
    },
    newsOf,
    /** Posts a payment's events to both Workers once more, as "Resend" in Stripe's dashboard does. */
    async resend(paymentId: string, ...types: string[]): Promise<number> {
      const found = await newsOf(paymentId, ...types)
      const { checkout, bookings } = roomClient.stack()
      const ends = { checkout, bookings }
      for (const event of found) {
        const payload = JSON.stringify(event)
        for (const [name, { url }] of Object.entries(ends)) {
          const secret = `whsec_sandbox_${name}`
          const signature = await library.webhooks.generateTestHeaderStringAsync({
            payload,
            secret,
          })
          const headers = { 'stripe-signature': signature, 'content-type': 'application/json' }
          const answer = await fetch(`${url}/webhook`, { method: 'POST', headers, body: payload })
          expect(answer.status).toBe(200)
        }
      }
      return found.length
    },
    async kiosk(email: string, day: string): Promise<boolean> {
      return admits((await roomClient.stack().state()).officernd, email, day).admitted
    },
    /** The vendors' day. */
    today: async () => seattleDay((await roomClient.stack().state()).now),
    /** Everything that was asked of vendors and may have changed something. */
    async writes(): Promise<string[]> {
      const { requests } = await roomClient.stack().state()
      return requests
        .filter(({ method, browser, path }) => method !== 'GET' && !browser && !/token/.test(path))
        .map(({ method, path }) => `${method} ${path}`)
    },
  }
}

function emailsOf(roomClient: RoomClient) {
  const messages = async () => (await roomClient.stack().state()).mailersend.messages
  const toTeam = async (email: string): Promise<Message[]> =>
    (await messages()).filter(({ to, text }) => !to.includes(email) && text?.includes(email))
  return {
    /** What was written to the customer, in its order. */
    async toCustomer(email: string): Promise<Message[]> {
      return (await messages()).filter(({ to }) => to.includes(email))
    },
    /** What the team was written that names their address. */
    toTeam,
    /** A refund is followed once the sale's own run has ended, which may take it a few seconds. */
    followed: (email: string) =>
      until(
        async () => subjects(await toTeam(email)).some((subject) => subject?.includes('Refunded:')),
        40_000
      ),
  }
}

export const subjects = (emails: Message[]) => emails.map(({ subject }) => subject)

/** The calendar files of an e-mail, one after the other, their folded lines whole; empty when it has none. */
export function calendarFiles({ attachments }: Message): string {
  const files = attachments.map(({ content }) => Buffer.from(content, 'base64').toString())
  return files.join('').replaceAll('\r\n ', '')
}

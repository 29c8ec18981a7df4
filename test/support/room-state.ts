/** What the vendors hold of room bookings: events that stand, money that went back, who has what. */
import { SANDBOX_CALENDARS } from '../sandbox/google/calendars.ts'
import type { SandboxState } from '../sandbox/state.ts'
import { momentOf } from './room-days.ts'
import { until } from './until.ts'

export type RoomSlug = keyof typeof SANDBOX_CALENDARS
export type Books = ReturnType<typeof booksOf>

const BUFFER_MS = 15 * 60_000

/** `stack`: whatever knows what the vendors hold. */
export function booksOf(passClient: { stack(): { state(): Promise<SandboxState> } }) {
  const standing = async (room: RoomSlug) => standingIn(await passClient.stack().state(), room)
  const verdicts = async (paymentIds: readonly string[]) => {
    const state = await passClient.stack().state()
    return paymentIds.map((id) => verdictIn(state, id))
  }
  return {
    /** What stands in a room's calendar. */
    standing,
    eventsOf: async (paymentId: string) => eventsIn(await passClient.stack().state(), paymentId),
    refundsOf: async (paymentId: string) => refundsIn(await passClient.stack().state(), paymentId),
    /** `booked` is every hour of it and nothing back, `refunded` is no event and all money back once. */
    verdict: async (paymentId: string) => (await verdicts([paymentId]))[0] ?? '',
    verdictsOf: verdicts,
    /** The metadata of each payment as soon as all of them say what became of them. */
    outcomes: (paymentIds: readonly string[], ms?: number) =>
      until(async () => {
        const state = await passClient.stack().state()
        const all = paymentIds.map((id) => intentIn(state, id).metadata ?? {})
        return all.every(({ outcome }) => outcome) ? all : null
      }, ms),
    /** Events of one room that are closer to each other than the buffer. */
    async collisions(room: RoomSlug): Promise<string[]> {
      const events = (await standing(room)).map(({ id, start, end }) => ({
        id,
        fromMs: Date.parse(start.dateTime ?? ''),
        toMs: Date.parse(end.dateTime ?? ''),
      }))
      return events.flatMap((one, nth) =>
        events
          .slice(nth + 1)
          .filter(({ fromMs, toMs }) => {
            return one.fromMs < toMs + BUFFER_MS && fromMs < one.toMs + BUFFER_MS
          })
          .map(({ id }) => `${one.id} and ${id}`)
      )
    },
  }
}

function intentIn({ stripe }: SandboxState, paymentId: string) {
  const found = stripe.payment_intents.find(({ id }) => id === paymentId)
  if (!found) throw new Error(`no payment ${paymentId}`)
  return found
}

function standingIn({ google }: SandboxState, room: RoomSlug) {
  const events = google.calendars[SANDBOX_CALENDARS[room]] ?? []
  return events.filter(({ status }) => status !== 'cancelled')
}

function eventsIn(state: SandboxState, paymentId: string) {
  const { metadata } = intentIn(state, paymentId)
  return standingIn(state, metadata?.room as RoomSlug).filter(({ extendedProperties }) => {
    return extendedProperties?.private?.payment_intent === paymentId
  })
}

function refundsIn({ stripe }: SandboxState, paymentId: string) {
  return stripe.refunds.filter(({ payment_intent }) => payment_intent === paymentId)
}

function verdictIn(state: SandboxState, paymentId: string): string {
  const { metadata = {}, amount } = intentIn(state, paymentId)
  const [events, refunds] = [eventsIn(state, paymentId), refundsIn(state, paymentId)]
  const stand = events
    .map(({ start, end }) => [start.dateTime, end.dateTime].map((at) => Date.parse(at ?? '')))
    .map(String)
  const expected = hoursOf(metadata).map(String)
  const back = refunds.reduce((sum, refund) => sum + Number(refund.amount), 0)
  if (String(stand.sort()) === String(expected.sort()) && refunds.length === 0) return 'booked'
  if (events.length === 0 && refunds.length === 1 && back === amount) return 'refunded'
  return `${events.length} of ${expected.length} events, ${refunds.length} refunds of ${back}`
}

/** From when to when the customer has paid for, day by day. */
function hoursOf(metadata: Record<string, string>): number[][] {
  const dates = (metadata.booking_dates ?? '').split(',')
  const times = (metadata.booking_time ?? '').split(',')
  return dates.map((date, nth) => {
    const [from = '', to = ''] = (times[nth] ?? times[0] ?? '').split('-')
    return [momentOf(date, from), momentOf(date, to)]
  })
}

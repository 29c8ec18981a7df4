/** What a bystander sees: what the vendors hold, what the Workers print, when all is quiet. */
import type { Stack } from '../sandbox/stack.ts'
import { pause, until } from './until.ts'

export { pause, until }

/** Between two calls of a workflow lies less work than in so many plain answers, however slow the machine. */
const QUIET_ANSWERS = 25

/** How long the slower Worker takes just now for an answer that asks nobody. */
async function answerMs({ checkout, bookings }: Stack): Promise<number> {
  const from = performance.now()
  const ask = ({ url }: { url: string }) =>
    fetch(`${url}/health`, { headers: { connection: 'close' } }).then(
      (answer) => answer.arrayBuffer(),
      () => null // A Worker that has been killed is quiet enough.
    )
  await Promise.all([checkout, bookings].map(ask))
  return performance.now() - from
}

export function watch(stack: () => Stack) {
  const intent = async (id: string) => {
    const found = (await stack().state()).stripe.payment_intents.find((one) => one.id === id)
    if (!found) throw new Error(`no payment ${id}`)
    return { ...found, metadata: found.metadata ?? {} }
  }
  return {
    intent,
    /** OfficeRnD's id of the member that a payment or a set-up is for; responses do not carry it. */
    async officerndId(begun: { paymentIntentId: string } | { setupIntentId: string }) {
      const { payment_intents: payments, setup_intents: setUps } = (await stack().state()).stripe
      const id = 'paymentIntentId' in begun ? begun.paymentIntentId : begun.setupIntentId
      const found = [...payments, ...setUps].find((one) => one.id === id)
      return found?.metadata?.member_id ?? ''
    },
    /** The payment's metadata as soon as it says what became of it. */
    outcome: (id: string, ms?: number) =>
      until(async () => {
        const { metadata } = await intent(id)
        return metadata.outcome ? metadata : null
      }, ms),
    /** No vendor is asked for anything and nothing is on its way. */
    async quiet(ms = 500) {
      let before = -1
      await until(async () => {
        const waitMs = Math.max(ms, QUIET_ANSWERS * (await answerMs(stack())))
        const { requests } = await stack().state()
        const busy = requests.length !== before || requests.some((one) => one.endedAt === null)
        before = requests.length
        if (busy) await pause(waitMs)
        return !busy
      }, 30_000)
    },
    /** A line that a Worker prints with all these words. */
    logged: (...words: string[]) =>
      until(() =>
        stack()
          .logs()
          .find((line) => words.every((word) => line.includes(word)))
      ),
    /** Everything that the vendors hold of one person. */
    async holdings(email: string) {
      const { stripe, officernd, mailersend } = await stack().state()
      const same = (other: unknown) => String(other).toLowerCase() === email.trim().toLowerCase()
      const customers = stripe.customers.filter((one) => same(one.email))
      const ids = customers.map((one) => one.id)
      const intents = stripe.payment_intents.filter((one) => ids.includes(String(one.customer)))
      const paid = stripe.charges.filter(
        (one) => ids.includes(String(one.customer)) && one.status === 'succeeded'
      )
      const members = officernd.members.filter((one) => same(one.email))
      const passes = officernd.passes.filter((pass) =>
        members.some((member) => member._id === pass.member)
      )
      const emails = mailersend.messages.filter((one) => one.to.some(same))
      const about = mailersend.messages.filter(
        (one) => !emails.includes(one) && intents.some(({ id }) => one.text?.includes(id))
      )
      return { customers, intents, paid, members, passes, emails, toTeam: about }
    },
  }
}

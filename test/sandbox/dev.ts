/** The command behind `npm run dev`: the whole sandbox on its fixed ports, until Ctrl-C. */
import './move-time.ts'
import { parseArgs } from 'node:util'
import { isFree } from './ports.ts'
import { type Stack, startStack } from './stack.ts'
import { aheadMs } from './time.ts'

const PORTS = { sandbox: 8780, checkout: 8787, bookings: 8788 }
const CRON_MS = 5 * 60_000

const CHOICES = `  pm_card_visa                         pays
  pm_card_chargeDeclined               is declined
  pm_card_authenticationRequired       asks for 3-D Secure
  pm_usBankAccount_success             bank debit, succeeds later
  pm_usBankAccount_insufficientFunds   bank debit, fails later`

function fail(words: string): never {
  console.error(words)
  process.exit(1)
}

function readVars(): Record<string, string> {
  const { values } = parseArgs({ options: { var: { type: 'string', multiple: true } } })
  return Object.fromEntries(
    (values.var ?? []).map((pair) => {
      const at = pair.indexOf(':')
      if (at < 1) throw new Error(`--var takes NAME:VALUE, not "${pair}"`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    })
  )
}

function announce(stack: Stack): void {
  console.log(`
The sandbox is up.
  Sandbox   ${stack.sandbox.url}
  Checkout  ${stack.checkout.url}
  Bookings  ${stack.bookings.url}

Buy a Day Pass  ${stack.sandbox.url}/memberships/day-pass
Book a room     ${stack.sandbox.url}/meeting-rooms/board-room
Kiosk           ${stack.sandbox.url}/kiosk

Ways to pay, by choice on the page or by name over HTTP:
${CHOICES}

Ctrl-C stops everything.
`)
  if (aheadMs() !== 0)
    console.log(`It is ${new Date().toISOString()} here, and the clocks run on.\n`)
}

let vars: Record<string, string>
try {
  vars = readVars()
} catch (cause) {
  fail(cause instanceof Error ? cause.message : String(cause))
}
for (const [name, port] of Object.entries(PORTS)) {
  if (!(await isFree(port))) fail(`Port ${port}, for the ${name}, is in use. Stop what runs there.`)
}

let stack: Stack | undefined
let stopping = false
const stop = async () => {
  if (stopping) return
  stopping = true
  await stack?.close()
  // If the stack is still starting, the exit handler stops what runs already.
  process.exit(0)
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)

console.log('Starting the sandbox …')
stack = await startStack({
  vars,
  ports: PORTS,
  log: (line, worker) => {
    if (stack && !stopping) console.log(`${worker} | ${line}`)
  },
}).catch((cause: Error) => fail(cause.message))
announce(stack)
setInterval(() => {
  stack?.cron().catch((cause: Error) => console.error(`cron | ${cause.message}`))
}, CRON_MS)

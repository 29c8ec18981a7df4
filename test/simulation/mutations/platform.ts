/** Seeded bugs in `src/workers/` and between the flows and the platform, each with the test inside workerd that sees it. */
import type { Mutation } from './index.ts'

export interface PlatformBug extends Mutation {
  name: string
  /** The vitest project, which is also the folder in `test/platform/`, and the file in it. */
  in: `${'checkout' | 'bookings'}/${string}`
}

const LEDGER = 'bookings/room-ledger'
const WORKFLOW = 'bookings/workflow'

/** Between the flows and the platform: alarms, deleted storage, retries, workflows, errors that cross objects. */
const GLUE_BUGS: PlatformBug[] = [
  {
    name: 'a required step is tried four times',
    file: 'core/workflow.ts',
    from: 'required: { limit: 10,',
    to: 'required: { limit: 3,',
    in: WORKFLOW,
  },
  {
    name: 'the alarm is not set again when the workflow of a hold could not be started',
    file: 'rooms/hold-alarm.ts',
    from: 'await (failed ? alarm.set(now() + RETRY_MS) : schedule())',
    to: 'await (failed ? null : schedule())',
    in: LEDGER,
  },
  {
    name: 'an attempt is kept for ever',
    file: 'workers/platform/attempt-ledger.ts',
    from: 'return this.#alarm.schedule(untilMs)',
    to: 'return Promise.resolve()',
    in: 'checkout/attempt-ledger',
  },
  {
    name: 'the data of an attempt is not deleted when its time has come',
    file: 'workers/platform/attempt-ledger.ts',
    from: 'return this.ctx.storage.deleteAll()',
    to: 'return',
    in: 'checkout/attempt-ledger',
  },
  {
    name: 'the requests of a network are kept for ever',
    file: 'workers/platform/rate-limiter.ts',
    from: 'await this.ctx.storage.setAlarm(Date.now() + 2 * windowMs)',
    to: 'await null',
    in: 'bookings/rate-limiter',
  },
  {
    name: 'the requests of a network are deleted while they count',
    file: 'workers/platform/rate-limiter.ts',
    from: 'plannedMs < Date.now() + windowMs',
    to: 'plannedMs < Date.now()',
    in: 'bookings/rate-limiter',
  },
  {
    name: 'the holds of a person are kept for ever',
    file: 'workers/platform/rate-limiter.ts',
    from: 'return this.ctx.storage.setAlarm(this.#count.lastExpiryMs() + 60_000)',
    to: 'return Promise.resolve()',
    in: 'bookings/hold-counter',
  },
  {
    name: 'the next hold puts off the alarm of one that has expired',
    file: 'rooms/hold-alarm.ts',
    from: 'if (plannedMs === null || plannedMs > nextMs + GRACE_MS) await',
    to: 'if (plannedMs !== -1) await',
    in: LEDGER,
  },
  {
    name: 'a hold sets no alarm',
    file: 'workers/bookings/durable-objects.ts',
    from: '    await this.#holdAlarm.schedule()\n',
    to: '',
    in: LEDGER,
  },
  {
    name: 'the alarm wakes before the hold is over',
    file: 'rooms/hold-alarm.ts',
    from: 'const GRACE_MS = 500',
    to: 'const GRACE_MS = -500',
    in: LEDGER,
  },
  {
    name: 'what an object writes is not kept',
    file: 'workers/platform/storage.ts',
    from: 'put: (key, value) => ctx.storage.kv.put(key, value)',
    to: 'put: (key, value) => void [key, value]',
    in: LEDGER,
  },
  {
    name: 'a second start of a workflow is an error',
    file: 'workers/platform/workflows.ts',
    from: 'if (!isAlreadyExists(error)) throw error',
    to: 'throw error',
    in: WORKFLOW,
  },
  {
    name: 'a workflow that the platform did not start counts as started',
    file: 'workers/platform/workflows.ts',
    from: 'if (!isAlreadyExists(error)) throw error',
    to: 'void error',
    in: WORKFLOW,
  },
  {
    name: 'a workflow that was ended by hand counts as running',
    file: 'workers/platform/workflows.ts',
    from: "return status === 'errored' || status === 'terminated' ?",
    to: "return status === 'errored' ?",
    in: WORKFLOW,
  },
  {
    name: 'a restart does nothing',
    file: 'workers/platform/workflows.ts',
    from: 'await (await bindingFor(id).get(id)).restart()',
    to: 'await bindingFor(id).get(id)',
    in: WORKFLOW,
  },
  {
    name: 'a failed debit is looked after by the workflow of memberships',
    file: 'core/ids.ts',
    from: " || id.endsWith('-debit-failed')",
    to: '',
    in: 'checkout/workflows',
  },
]

const WORKER_BUGS: PlatformBug[] = [
  {
    name: "a vendor's error is thrown across objects",
    file: 'workers/platform/rpc-result.ts',
    from: 'if (!(error instanceof VendorError)) throw error',
    to: 'throw error',
    in: 'bookings/access-token-cache',
  },
  {
    name: "the caller of an object does not see the vendor's status",
    file: 'workers/platform/rpc-result.ts',
    from: 'new VendorError(vendor, operation, status), { message }',
    to: 'new VendorError(vendor, operation, null), { message }',
    in: 'bookings/access-token-cache',
  },
  {
    name: 'a rejected token is used again',
    file: 'workers/platform/rpc-result.ts',
    from: 'fromRpcResult(cache.refresh(rejectedToken))',
    to: 'fromRpcResult(rejectedToken ? cache.token() : cache.token())',
    in: 'bookings/access-token-cache',
  },
  {
    name: 'a refunded room is still busy in the cached calendar',
    file: 'workers/bookings/durable-objects.ts',
    from: '    if (this.#ledger.eventDays(holder).length > 0) this.#calendar.forget()\n',
    to: '',
    in: LEDGER,
  },
  {
    name: 'a day that staff freed is still busy in the cached calendar',
    file: 'workers/bookings/durable-objects.ts',
    from: '    this.#calendar.forget()\n    this.#ledger.releaseDay(holder, date)',
    to: '    this.#ledger.releaseDay(holder, date)',
    in: LEDGER,
  },
  {
    name: 'an unsigned event is believed',
    file: 'workers/http/webhook.ts',
    from: 'if (!event) {',
    to: 'if (event === undefined) {',
    in: 'checkout/worker',
  },
  {
    name: 'an event of real money is handled with test keys',
    file: 'workers/http/webhook.ts',
    from: 'if (event.livemode !== live || event.account) {',
    to: 'if (event.account) {',
    in: 'checkout/worker',
  },
  {
    name: 'an event of a connected account is handled',
    file: 'workers/http/webhook.ts',
    from: 'if (event.livemode !== live || event.account) {',
    to: 'if (event.livemode !== live) {',
    in: 'checkout/worker',
  },
  {
    name: 'the monthly report of the checkout Worker is never sent',
    file: 'workers/checkout/worker.ts',
    from: "if (nightly) await sendMonthlyReport(ctx, 'checkout', reconcileCheckout, compareOfferings)",
    to: 'void sendMonthlyReport',
    in: 'checkout/worker',
  },
  {
    name: 'the night of the bookings Worker is an hour that no cron has',
    file: 'workers/bookings/worker.ts',
    from: "const NIGHTLY_CRON = '0 11 * * *'",
    to: "const NIGHTLY_CRON = '0 10 * * *'",
    in: 'bookings/worker',
  },
  {
    name: 'a promotion code is looked up once and for all',
    file: 'workers/checkout/create-context.ts',
    from: 'const PROMO_CACHE_TTL_MS = 60_000',
    to: 'const PROMO_CACHE_TTL_MS = 6_000_000',
    in: 'checkout/worker',
  },
  {
    name: 'every spelling of an e-mail address has a writer of its own',
    file: 'workers/checkout/create-context.ts',
    from: 'memberWriterFor(env.MEMBER_WRITER.getByName(await sha256Hex(normalizeEmail(email))))',
    to: 'memberWriterFor(env.MEMBER_WRITER.getByName(await sha256Hex(email)))',
    in: 'checkout/worker',
  },
  {
    name: 'seconds of a setting are taken for milliseconds',
    file: 'workers/bookings/config.ts',
    from: 'Number(env.HOLD_SECONDS) * 1000',
    to: 'Number(env.HOLD_SECONDS)',
    in: 'bookings/worker',
  },
  {
    name: 'the alert of a pass waits a thousandth of its time',
    file: 'workers/checkout/config.ts',
    from: 'Number(env.ALERT_SECONDS) * 1000',
    to: 'Number(env.ALERT_SECONDS)',
    in: 'checkout/worker',
  },
  {
    name: 'holds are counted for one spelling of an e-mail address',
    file: 'workers/platform/rate-limiter.ts',
    from: "await sha256Hex('email', mailboxOf(email))",
    to: "await sha256Hex('email', email)",
    in: 'bookings/worker',
  },
]

export const PLATFORM_BUGS: readonly PlatformBug[] = [...GLUE_BUGS, ...WORKER_BUGS]

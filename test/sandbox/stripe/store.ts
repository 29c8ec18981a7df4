/** What the account holds: every object by kind, the events, and what no wire object shows. */
import type Stripe from 'stripe'
import type { Clock } from '../clock.ts'
import { missing } from './errors.ts'
import { present } from './expand.ts'

export interface Objects {
  customer: Stripe.Customer
  payment_method: Stripe.PaymentMethod
  payment_intent: Stripe.PaymentIntent
  setup_intent: Stripe.SetupIntent
  setup_attempt: Stripe.SetupAttempt
  charge: Stripe.Charge
  refund: Stripe.Refund
  dispute: Stripe.Dispute
  coupon: Stripe.Coupon
  promotion_code: Stripe.PromotionCode
  product: Stripe.Product
  price: Stripe.Price
  subscription: Stripe.Subscription
  subscription_item: Stripe.SubscriptionItem
  discount: Stripe.Discount
  invoice: Stripe.Invoice
  line_item: Stripe.InvoiceLineItem
  invoice_payment: Stripe.InvoicePayment
  invoiceitem: Stripe.InvoiceItem
  event: WireEvent
  webhook_endpoint: Stripe.WebhookEndpoint
}
export type Kind = keyof Objects

/** The package's Event is a union over its types; on the wire they share this shape (Events.d.ts). */
export interface WireEvent extends Stripe.EventBase {
  data: { object: object; previous_attributes?: object }
}

/** How a test payment method turns out: https://docs.stripe.com/testing */
export type Behaviour =
  | 'succeeds'
  | 'declines'
  | 'declines once kept'
  | 'asks'
  | 'asks until kept'
  | 'sends refunds back'
  | 'settles'
  | 'bounces'

const KINDS: Kind[] = [
  'customer',
  'payment_method',
  'payment_intent',
  'setup_intent',
  'setup_attempt',
  'charge',
  'refund',
  'dispute',
  'coupon',
  'promotion_code',
  'product',
  'price',
  'subscription',
  'subscription_item',
  'discount',
  'invoice',
  'line_item',
  'invoice_payment',
  'invoiceitem',
  'event',
  'webhook_endpoint',
]

export const API_VERSION = '2026-10-28.endive'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Random letters and digits; ids of Stripe hold nothing else. */
export function letters(length: number): string {
  if (used + length > RANDOM.length) used = 0
  if (used === 0) crypto.getRandomValues(RANDOM)
  used += length
  const bytes = RANDOM.subarray(used - length, used)
  return Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join('')
}

/** Asked for in one go: thousands of runs make ids. */
const RANDOM = new Uint8Array(4096)
let used = 0

const emptyTables = () =>
  Object.fromEntries(KINDS.map((kind) => [kind, new Map()])) as {
    [K in Kind]: Map<string, Objects[K]>
  }

const emptyHidden = () => ({
  behaviours: new Map<string, Behaviour>(),
  /** Payment methods that paid without belonging to a customer: they pay once. */
  spent: new Set<string>(),
  /** Milliseconds at which a debit or a refund has its answer from the bank, by intent or refund id. */
  due: new Map<string, number>(),
  /** The invoice that an intent pays, by intent id. */
  invoiceOf: new Map<string, string>(),
  switchedOff: new Set<string>(),
  deleted: new Set<string>(),
})

export interface Store {
  clock: Clock
  /** While the clock catches up: the second at which what happens now fell due. */
  pinned: number | undefined
  tables: { [K in Kind]: Map<string, Objects[K]> }
  hidden: ReturnType<typeof emptyHidden>
  /** The request being worked on, as its events name it; null for what happens by itself. */
  request: { id: string | null; idempotency_key: string | null }
  /** Events made and not yet handed to the webhooks. */
  outbox: WireEvent[]
  /** The version in which the account's list shows events. */
  accountVersion: string
  /** How long after its creation an object is found by a search; see customer-search.ts. */
  searchLagSeconds: number
  seconds(): number
  all<K extends Kind>(kind: K): Objects[K][]
  /** Finds the object or answers as Stripe does; `param` names what led to it, unless it is the address. */
  get<K extends Kind>(kind: K, id: string, param?: string): Objects[K]
  put<K extends Kind>(kind: K, object: Objects[K]): Objects[K]
  emit(type: Stripe.EventBase['type'], object: object, previous?: object): void
  clear(): void
}

/** The param Stripe names for an unknown object in the address: 'intent' for intents, else 'id'. */
const addressParam = (kind: Kind) => (kind.endsWith('_intent') ? 'intent' : 'id')

/** "No such …": mostly the wire name, but not always. */
const SPOKEN: Partial<Record<Kind, string>> = {
  payment_method: 'PaymentMethod',
  promotion_code: 'promotion code',
}

export function createStore(
  clock: Clock,
  endpoints: () => number,
  accountVersion = API_VERSION,
  searchLagSeconds = 60
): Store {
  const store: Store = {
    clock: {
      ...clock,
      now: () => (store.pinned === undefined ? clock.now() : store.pinned * 1000),
    },
    pinned: undefined,
    tables: emptyTables(),
    hidden: emptyHidden(),
    request: { id: null, idempotency_key: null },
    outbox: [],
    accountVersion,
    searchLagSeconds,
    seconds: () => Math.floor(store.pinned ?? clock.now() / 1000),
    all: (kind) => [...store.tables[kind].values()],
    get(kind, id, param) {
      const found = store.tables[kind].get(id)
      if (found && !store.hidden.deleted.has(id)) return found
      throw missing(SPOKEN[kind] ?? kind, id, param ?? addressParam(kind), param ? 400 : 404)
    },
    put(kind, object) {
      store.tables[kind].set(object.id as string, object)
      return object
    },
    emit(type, object, previous) {
      const event = newEvent(store, type, object, previous)
      event.pending_webhooks = endpoints()
      store.outbox.push(store.put('event', event))
    },
    clear() {
      store.tables = emptyTables()
      store.hidden = emptyHidden()
      store.outbox = []
      store.pinned = undefined
    },
  }
  return store
}

function newEvent(
  store: Store,
  type: Stripe.EventBase['type'],
  object: object,
  previous?: object
): WireEvent {
  // What the object was at that moment, unexpanded: https://docs.stripe.com/api/events
  const snapshot = present(store, (object as { object: Kind }).object, object as Objects[Kind], [])
  return {
    id: `evt_1${letters(23)}`,
    object: 'event',
    api_version: API_VERSION,
    created: store.seconds(),
    data: previous
      ? { object: snapshot, previous_attributes: structuredClone(previous) }
      : { object: snapshot },
    livemode: false,
    pending_webhooks: 0,
    request: { ...store.request },
    type,
  }
}

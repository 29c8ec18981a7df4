/** Customers with the fields that we use: name, address, email address and metadata. */
import type Stripe from 'stripe'
import { checkEmail, checkLength, withMetadata } from './checks.ts'
import { page } from './lists.ts'
import { route } from './route.ts'
import { letters, type Store } from './store.ts'

const takes = [
  'address',
  'balance',
  'description',
  'email',
  'expand',
  'metadata',
  'name',
  'phone',
] as const

function create(store: Store, params: Stripe.CustomerCreateParams): Stripe.Customer {
  const customer: Stripe.Customer = {
    id: `cus_${letters(14)}`,
    object: 'customer',
    address: null,
    balance: 0,
    created: store.seconds(),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: letters(8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  }
  Object.assign(customer, changes(customer, params))
  store.put('customer', customer)
  store.emit('customer.created', customer)
  return customer
}

/** What the parameters change, once they have all been found good. */
function changes(customer: Stripe.Customer, params: Stripe.CustomerUpdateParams) {
  checkEmail(params.email, 'email')
  checkLength(params.name, 256, 'name')
  checkLength(params.phone, 20, 'phone')
  checkLength(params.description, 5000, 'description')
  const { address, balance, description, email, name, phone } = params
  const empty = { city: null, country: null, line1: null, line2: null, postal_code: null }
  return {
    ...(balance === undefined ? {} : { balance }),
    ...(description === undefined ? {} : { description }),
    ...(email === undefined ? {} : { email }),
    ...(name === undefined ? {} : { name }),
    ...(phone === undefined ? {} : { phone }),
    ...(address === undefined
      ? {}
      : { address: address ? { ...empty, state: null, ...address } : null }),
    metadata: withMetadata(customer.metadata, params.metadata),
  }
}

/** Updates in place and returns the previous values of the changed fields. */
export function update<T extends object>(object: T, changed: Partial<T>): Partial<T> {
  const previous: Partial<T> = {}
  for (const key of Object.keys(changed) as (keyof T)[]) {
    if (JSON.stringify(object[key]) === JSON.stringify(changed[key])) continue
    previous[key] = object[key]
    Object.assign(object, { [key]: changed[key] })
  }
  return previous
}

const removed = (id: string) => ({ id, object: 'customer' as const, deleted: true as const })

export const customers = [
  route('POST /v1/customers', {
    returns: 'customer',
    takes,
    run: ({ store, params }) => create(store, params),
  }),
  route('GET /v1/customers', {
    returns: 'customer',
    list: true,
    takes: ['created', 'email', 'ending_before', 'expand', 'limit', 'starting_after'],
    // "case-sensitive": Customers.d.ts, CustomerListParams.email
    run: ({ store, params }) =>
      page(store, 'customer', params, (one) => !params.email || one.email === params.email),
  }),
  route('GET /v1/customers/:id', {
    returns: 'customer',
    // A deleted customer is answered as a stub: Customers.d.ts, retrieve
    run: ({ store, id }) =>
      store.hidden.deleted.has(id) ? removed(id) : store.get('customer', id),
  }),
  route('DELETE /v1/customers/:id', {
    returns: 'customer',
    run({ store, id }) {
      const customer = store.get('customer', id)
      store.hidden.deleted.add(id)
      store.emit('customer.deleted', customer)
      return removed(id)
    },
  }),
  route('POST /v1/customers/:id', {
    returns: 'customer',
    takes,
    run({ store, id, params }) {
      const customer = store.get('customer', id)
      const previous = update(customer, changes(customer, params))
      if (Object.keys(previous).length) store.emit('customer.updated', customer, previous)
      return customer
    },
  }),
]

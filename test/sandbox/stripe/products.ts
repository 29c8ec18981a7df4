/** Products: what prices are asked for. */
import type Stripe from 'stripe'
import { checkLength, withMetadata } from './checks.ts'
import { update } from './customers.ts'
import { refusal } from './errors.ts'
import { page } from './lists.ts'
import { route } from './route.ts'
import { letters, type Store } from './store.ts'

export function newProduct(store: Store, params: Stripe.ProductCreateParams): Stripe.Product {
  return store.put('product', {
    id: params.id ?? `prod_${letters(14)}`,
    object: 'product',
    active: params.active ?? true,
    created: store.seconds(),
    default_price: null,
    description: params.description ?? null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: withMetadata({}, params.metadata),
    name: params.name,
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    tax_details: null,
    type: 'service',
    unit_label: null,
    updated: store.seconds(),
    url: null,
  })
}

function change(store: Store, product: Stripe.Product, params: Stripe.ProductUpdateParams) {
  checkLength(params.name, 5000, 'name')
  const { active, default_price, description, name } = params
  if (default_price) store.get('price', default_price, 'default_price')
  const previous = update(product, {
    ...(active === undefined ? {} : { active }),
    ...(default_price === undefined ? {} : { default_price }),
    ...(description === undefined ? {} : { description: description || null }),
    ...(name === undefined ? {} : { name }),
    metadata: withMetadata(product.metadata, params.metadata),
  })
  product.updated = store.seconds()
  if (Object.keys(previous).length) store.emit('product.updated', product, previous)
  return product
}

export const products = [
  route('POST /v1/products', {
    returns: 'product',
    takes: ['active', 'description', 'expand', 'id', 'metadata', 'name'],
    run({ store, params }) {
      if (params.id && store.tables.product.has(params.id)) {
        throw refusal('Product already exists.', { code: 'resource_already_exists', param: 'id' })
      }
      checkLength(params.name, 5000, 'name')
      const product = newProduct(store, params)
      store.emit('product.created', product)
      return product
    },
  }),
  route('GET /v1/products', {
    returns: 'product',
    list: true,
    takes: ['active', 'created', 'ending_before', 'expand', 'ids', 'limit', 'starting_after'],
    run: ({ store, params }) =>
      page(
        store,
        'product',
        params,
        (one) =>
          (params.active === undefined || one.active === params.active) &&
          (!params.ids || params.ids.includes(one.id))
      ),
  }),
  route('GET /v1/products/:id', {
    returns: 'product',
    run: ({ store, id }) => store.get('product', id),
  }),
  route('POST /v1/products/:id', {
    returns: 'product',
    takes: ['active', 'default_price', 'description', 'expand', 'metadata', 'name'],
    run: ({ store, id, params }) => change(store, store.get('product', id), params),
  }),
]

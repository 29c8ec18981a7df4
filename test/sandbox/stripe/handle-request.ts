/** The endpoint's work: parameters checked, expansion read, faults of the sandbox obeyed, the answer shaped. */

import { checkSecret, redacted, takeSecret } from './access.ts'
import { invalid, notModelled, StripeError } from './errors.ts'
import { present, readPaths } from './expand.ts'
import type { Tree } from './form.ts'
import type { Answer } from './idempotency.ts'
import type { Page } from './lists.ts'
import type { Params } from './params.ts'
import { refresh } from './promotion-codes.ts'
import type { Route } from './route.ts'
import { check } from './schema.ts'
import type { Kind, Objects, Store } from './store.ts'

export const json = (value: unknown) => JSON.stringify(value, null, 2)

export interface Work {
  store: Store
  route: Route
  id: string
  tree: Tree
  fromPage: boolean
  fault: string | undefined
}

export function perform({ store, route, id, tree, fromPage, fault }: Work): Answer {
  refresh(store)
  const secret = fromPage ? takeSecret(tree) : undefined
  const params = validated(route, tree)
  const expand = (params as { expand?: string[] }).expand
  const paths = readPaths(route.returns, route.list === true, expand)
  // A page sees no more than its intent and the method: unverified which others Stripe refuses.
  if (fromPage && paths.some(([first]) => first !== 'payment_method')) {
    throw invalid(`This property cannot be expanded (${expand?.join(', ')}).`)
  }
  if (secret !== undefined) checkSecret(store, route, id, secret)
  if (fault === '500-before') return OUTAGE
  try {
    const result = route.run({ store, params, id, fromPage })
    refresh(store)
    const body = json(shown({ store, route, result, paths, fromPage }))
    return fault === '500-after' ? OUTAGE : { status: 200, body }
  } catch (error) {
    if (fault === '500-after' && error instanceof StripeError && !error.beforeWork) return OUTAGE
    if (fromPage && error instanceof StripeError) {
      const { payment_intent, setup_intent } = error.body
      if (payment_intent) error.body.payment_intent = redacted(payment_intent)
      if (setup_intent) error.body.setup_intent = redacted(setup_intent)
    }
    throw error
  }
}

const OUTAGE: Answer = {
  status: 500,
  body: json({ error: { type: 'api_error', message: 'An unknown error occurred' } }),
}

/**
 * The types no longer know payment_method_types for intents; Stripe has a code of its own for it:
 * docs.stripe.com/changelog/endive/2026-09-30/removes-the-payment-method-types-parameter-from-payment-intents-and-setup-intents
 */
function validated(route: Route, tree: Tree): Params[keyof Params] {
  if (route.returns.endsWith('_intent') && tree.payment_method_types !== undefined) {
    throw invalid(
      'The `payment_method_types` parameter is no longer supported. Use `allowed_payment_method_types` instead.',
      { code: 'payment_method_types_no_longer_supported', param: 'payment_method_types' }
    )
  }
  const params = check(route.key, tree)
  const unplayed = Object.keys(params).find((name) => route.takes && !route.takes.includes(name))
  if (unplayed) throw notModelled(`the parameter ${unplayed} of ${route.key}`, unplayed)
  return params
}

interface Shown {
  store: Store
  route: Route
  result: object
  paths: string[][]
  fromPage: boolean
}

function shown({ store, route, result, paths, fromPage }: Shown): object {
  const one = (object: object) =>
    present(store, route.returns, object as Objects[Kind], paths) as object
  if (!route.list) return fromPage ? redacted(one(result)) : one(result)
  const { data, has_more } = result as Page<object>
  const url = route.key.split(' ')[1]
  const found = { data: data.map(one), has_more, url }
  return route.search
    ? { object: 'search_result', ...found, next_page: null }
    : { object: 'list', ...found }
}

/** How a resource's file says what its routes are called, take and answer. */
import type { Params } from './params.ts'
import type { Kind, Store } from './store.ts'

export interface Call<R extends keyof Params> {
  store: Store
  params: Params[R]
  /** The id in the address; '' where there is none. */
  id: string
  /** Called from a page, with a client secret and no secret key. */
  fromPage: boolean
}

interface Spec<R extends keyof Params> {
  returns: Kind
  list?: true
  /** A list in the shape of a search result: docs.stripe.com/api/pagination/search. */
  search?: true
  /** Supported parameters; others that Stripe knows are answered with an error. Without `takes`, a list supports all. */
  takes?: readonly (keyof Params[R] & string)[]
  /** May be called with a client secret instead of a secret key. */
  page?: true
  run(call: Call<R>): object
}

export interface Route extends Omit<Spec<keyof Params>, 'run' | 'takes'> {
  key: keyof Params
  takes?: readonly string[]
  run(call: Call<keyof Params>): object
}

export const route = <R extends keyof Params>(key: R, spec: Spec<R>): Route =>
  ({ key, ...spec }) as unknown as Route

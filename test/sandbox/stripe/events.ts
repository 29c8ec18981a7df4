/** Events, as far back as Stripe keeps them. */
import { invalid, missing } from './errors.ts'
import { page } from './lists.ts'
import { renderedIn } from './older-versions.ts'
import { route } from './route.ts'
import { API_VERSION, type Store, type WireEvent } from './store.ts'

/** "going back up to 30 days": https://docs.stripe.com/api/events/list */
const KEPT_SECONDS = 30 * 24 * 60 * 60

const isKept = (store: Store, event: { created: number }) =>
  event.created >= store.seconds() - KEPT_SECONDS

/** "or all events in the group, such as charge.*": https://docs.stripe.com/api/events/list */
const matches = (type: string, wanted: string) =>
  wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted

/** In the account's version, not the request's (comment of `EventResource.list` in stripe 23.1.0). */
const shown = (store: Store, event: WireEvent) =>
  store.accountVersion === API_VERSION ? event : renderedIn(store.accountVersion, event)

export const events = [
  route('GET /v1/events', {
    returns: 'event',
    list: true,
    run({ store, params }) {
      const { delivery_success: delivered, type, types } = params
      if (type && types) {
        // "You may pass either this parameter or types, but not both" (same page); wording unverified.
        const code = 'parameters_exclusive'
        throw invalid('You may only specify one of these parameters: type, types.', { code })
      }
      if (types && types.length > 20) {
        throw invalid('You may specify up to 20 types.', { param: 'types' })
      }
      const listed = page(
        store,
        'event',
        params,
        (one) =>
          isKept(store, one) &&
          (!type || matches(one.type, type)) &&
          (!types || types.some((wanted) => matches(one.type, wanted))) &&
          (delivered === undefined || (one.pending_webhooks === 0) === delivered)
      )
      return { ...listed, data: listed.data.map((one) => shown(store, one)) }
    },
  }),
  route('GET /v1/events/:id', {
    returns: 'event',
    run({ store, id }) {
      const event = store.get('event', id)
      if (isKept(store, event)) return shown(store, event)
      throw missing('event', id, 'id', 404)
    },
  }),
]

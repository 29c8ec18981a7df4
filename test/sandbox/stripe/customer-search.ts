/**
 * The search of customers: regardless of capitals, unlike their list, and late. "Don't use search for
 * read-after-write flows": docs.stripe.com/search#data-freshness.
 */
import { invalid, notModelled } from './errors.ts'
import { route } from './route.ts'

/** `email:"ada@example.com"`, with a backslash before a quotation mark or a backslash. */
const QUERY = /^email:"((?:[^"\\]|\\.)*)"$/

export const customerSearch = [
  route('GET /v1/customers/search', {
    returns: 'customer',
    list: true,
    search: true,
    takes: ['expand', 'limit', 'query'],
    run({ store, params: { query, limit = 10 } }) {
      if (!query) throw invalid('Missing required param: query.', { param: 'query' })
      const [, quoted] = QUERY.exec(query) ?? []
      if (quoted === undefined) throw notModelled('a search for more than one address', 'query')
      const wanted = quoted.replace(/\\(.)/g, '$1').toLowerCase()
      const latest = store.seconds() - store.searchLagSeconds
      const found = store
        .all('customer')
        .filter(({ id }) => !store.hidden.deleted.has(id))
        .filter(({ created, email }) => created <= latest && email?.toLowerCase() === wanted)
        .reverse()
      return {
        object: 'list',
        data: found.slice(0, limit),
        has_more: found.length > limit,
        url: '',
      }
    },
  }),
]

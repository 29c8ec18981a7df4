/** Google's ways of saying no; thrown anywhere below a route, answered as JSON. */
type Status = 400 | 401 | 403 | 404 | 409 | 410 | 412

export class Refusal extends Error {
  readonly status: Status
  readonly body: object

  constructor(status: Status, body: object) {
    super(JSON.stringify(body))
    this.status = status
    this.body = body
  }
}

interface More {
  domain?: string
  /** The part of the request that is to blame: `['parameter', 'timeMax']`. */
  at?: [locationType: string, location: string]
  /** The `status` field beside the code: sent by Google's API front end, not by Calendar itself. */
  status?: string
}

/** The shape of developers.google.com/workspace/calendar/api/guides/errors. */
export function refusal(code: Status, reason: string, message: string, more: More = {}): Refusal {
  const { domain = 'global', at, status } = more
  const error = {
    domain,
    reason,
    message,
    ...(at && { locationType: at[0], location: at[1] }),
  }
  return new Refusal(code, {
    error: { errors: [error], code, message, ...(status && { status }) },
  })
}

export const notFound = () => refusal(404, 'notFound', 'Not Found')
export const invalid = (message: string) => refusal(400, 'invalid', message)
export const badRequest = () => refusal(400, 'badRequest', 'Bad Request')

/** Reason and domain are the guide's own example of a 400. */
export const emptyRange = () =>
  refusal(400, 'timeRangeEmpty', 'The specified time range is empty.', {
    domain: 'calendar',
    at: ['parameter', 'timeMax'],
  })

/** The messages of Google's parameter checks; unverified for the current v3. */
export const badParameter = (name: string, message: string) =>
  refusal(400, 'invalidParameter', message, { at: ['parameter', name] })

/** The identity service's own shape: RFC 6749. */
export const oauthError = (status: 400 | 401, error: string, words: string) =>
  new Refusal(status, { error, error_description: words })

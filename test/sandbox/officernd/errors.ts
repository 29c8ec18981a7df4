/** OfficeRnD's ways of saying no; thrown anywhere below a route, answered as JSON. */
export class Refusal extends Error {
  readonly status: 400 | 401 | 403 | 404 | 429 | 500
  readonly body: object

  constructor(status: Refusal['status'], body: object) {
    super(JSON.stringify(body))
    this.status = status
    this.body = body
  }
}

/** Bodies as third-party tests of v2 (2026-02) saw them; that v1 says the same is unverified. */
export const unauthorized = () =>
  new Refusal(401, { statusCode: 401, message: 'Unauthorized access', error: 'Unauthorized' })

/** v1 answers 403 AccessDeniedError when a token's scopes do not fit (seen in a third party's notes). */
export const accessDenied = () =>
  new Refusal(403, { statusCode: 403, message: 'Access denied', error: 'AccessDeniedError' })

export const invalid = (messages: string[]) =>
  new Refusal(400, { statusCode: 400, message: messages, error: 'Bad Request' })

export const notFound = (id: string) =>
  new Refusal(404, {
    statusCode: 404,
    message: `Item with Id (${id}) was not found`,
    error: 'Not Found',
  })

/** A business rule is answered 500 with a readable message: seen in tests of v2. */
export const business = (message: string) => new Refusal(500, { statusCode: 500, message })

/** RFC 6749 shape; the vendor's own JSON for token errors is unverified. */
export const oauthError = (status: 400 | 401, error: string, words: string) =>
  new Refusal(status, { error, error_description: words })

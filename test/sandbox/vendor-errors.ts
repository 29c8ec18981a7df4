/** The error responses of each vendor, for the faults that have a response. */
import type { Call } from './requests.ts'
import type { VendorName } from './vendors.ts'

export type SpokenFault = '500' | '429' | '401' | 'semantic-refusal'
type Speaker = (call: Call) => { status: number; body: unknown; headers?: Record<string, string> }

const stripeError = (status: number, type: string, message: string, code?: string): Speaker => {
  return () => ({
    status,
    body: { error: { type, message, ...(code && { code }) } },
    headers: { 'request-id': `req_${Math.random().toString(36).slice(2, 16).padEnd(14, '0')}` },
  })
}

/**
 * Shapes: Stripe docs.stripe.com/error-handling and /rate-limits. OfficeRnD: 401 and the 500 with a
 * readable message as third-party tests of v2 saw them; its 429 body is unverified. MailerSend:
 * developers.mailersend.com, the code at the end of each message; its 500 body is unverified.
 * Google: developers.google.com/workspace/calendar/api/guides/errors; its identity service's 429 and
 * 500 bodies are unverified.
 */
const SPEAKERS: Record<VendorName, Record<SpokenFault, Speaker>> = {
  stripe: {
    '500': stripeError(500, 'api_error', 'An unknown error occurred'),
    '429': stripeError(
      429,
      'invalid_request_error',
      'Request rate limit exceeded. Learn more at https://docs.stripe.com/rate-limits.',
      'rate_limit'
    ),
    '401': stripeError(401, 'invalid_request_error', 'Invalid API Key provided: sk_test_*******'),
    'semantic-refusal': stripeError(
      400,
      'invalid_request_error',
      'This request cannot be completed as asked.'
    ),
  },
  officernd: {
    '500': () => ({ status: 500, body: { statusCode: 500, message: 'Internal server error' } }),
    '429': () => ({ status: 429, body: { statusCode: 429, message: 'Too Many Requests' } }),
    '401': (call) =>
      call.path.startsWith('/oauth')
        ? { status: 401, body: { error: 'invalid_client', error_description: 'Invalid client' } }
        : {
            status: 401,
            body: { statusCode: 401, message: 'Unauthorized access', error: 'Unauthorized' },
          },
    'semantic-refusal': (call) =>
      call.path.startsWith('/oauth')
        ? { status: 400, body: { error: 'invalid_scope', error_description: 'Invalid scope' } }
        : { status: 500, body: { statusCode: 500, message: 'Specified office was not found' } },
  },
  mailersend: {
    '500': () => ({ status: 500, body: { message: 'Server Error' } }),
    '429': () => ({ status: 429, body: { message: 'Too Many Attempts. #MS42903' } }),
    '401': () => ({ status: 401, body: { message: 'Unauthenticated.' } }),
    'semantic-refusal': () => {
      const words =
        'The from.email domain must be verified in your account to send emails. #MS42207'
      return { status: 422, body: { message: words, errors: { 'from.email': [words] } } }
    },
  },
  google: {
    '500': google(
      [500, 'backendError', 'Backend Error'],
      [500, 'internal_failure', 'Backend Error']
    ),
    '429': google(
      [429, 'rateLimitExceeded', 'Rate Limit Exceeded', 'usageLimits'],
      [429, 'rate_limit_exceeded', 'Rate Limit Exceeded']
    ),
    '401': google(
      [401, 'authError', 'Invalid Credentials'],
      [401, 'unauthorized_client', 'Unauthorized client or scope in request.']
    ),
    'semantic-refusal': google(
      [403, 'requiredAccessLevel', 'You need to have writer access to this calendar.', 'calendar'],
      [400, 'invalid_grant', 'Invalid grant: account not found']
    ),
  },
}

type Words = [status: number, reason: string, message: string, domain?: string]

function google(calendar: Words, identity: Words): Speaker {
  return (call) => {
    const [status, reason, message, domain = 'global'] =
      call.path === '/token' ? identity : calendar
    if (call.path === '/token')
      return { status, body: { error: reason, error_description: message } }
    const errors = [{ domain, reason, message }]
    return { status, body: { error: { errors, code: status, message } } }
  }
}

export function vendorError(call: Call, fault: SpokenFault): Response {
  const { status, body, headers } = SPEAKERS[call.vendor][fault](call)
  return Response.json(body, {
    status,
    // No Retry-After: none is documented for Google Calendar.
    headers: {
      ...headers,
      ...(fault === '429' && call.vendor !== 'google' && { 'retry-after': '1' }),
    },
  })
}

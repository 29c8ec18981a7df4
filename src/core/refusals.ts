/**
 * All reasons to refuse a request: code, HTTP status and a message that tells the customer what to do.
 * The pages show "write to us" as a link with the support address.
 */

export const REFUSALS = {
  'not-found': [404, 'There is nothing at this address.'],
  'method-not-allowed': [405, 'This address does not take that kind of request.'],
  'origin-refused': [403, 'This can only be used from the Labour Temple website.'],
  'json-required': [415, 'The request must be JSON.'],
  'too-large': [413, 'The request is too large.'],
  'bad-json': [400, 'The request could not be read.'],
  'invalid-product': [400, 'Invalid product'],
  'invalid-plan': [400, 'Invalid plan'],
  'invalid-room': [400, 'Invalid room'],
  'invalid-field': [400, 'Please check this field.'],
  'not-for-sale': [
    409,
    'This cannot be bought online yet. Please write to us or ask at the front desk.',
  ],
  'sales-paused': [
    503,
    'This cannot be bought online for the moment. Nothing has been charged. Please try again later.',
  ],
  'already-member': [
    409,
    'This membership cannot be started online with these details. Nothing has been charged. If you are a member already, there is no need to join again; otherwise please write to us or ask at the front desk.',
  ],
  'quote-changed': [
    409,
    'The price has changed since it was shown, or the promotion code cannot be used with these details. Nothing has been charged; please look at the price, take the code out if there is one, and press again.',
  ],
  'too-many': [
    429,
    'Too many tries in the last minutes. Nothing has been charged. Please wait a while and try again, or write to us or ask at the front desk.',
  ],
  'not-a-person': [
    403,
    'We could not see that you are a person. Nothing has been charged. Please press the button again; if that does not help, reload the page, or write to us or ask at the front desk.',
  ],
  'unknown-payment': [
    404,
    'We could not find this payment. If you have paid, please write to us or ask at the front desk.',
  ],
  'not-paid': [
    409,
    'This payment has not been completed. Nothing has been charged. Please go back and try again.',
  ],
  'attempt-changed': [
    409,
    'This purchase was changed in another window. Nothing has been charged here; please try again.',
  ],
  'attempt-used': [
    409,
    'This purchase was already started for something else. Nothing has been charged here; please reload the page and try again.',
  ],
  'vendor-unavailable': [
    502,
    'We could not reach our payment or member system. Nothing has been charged. Please try again in a minute.',
  ],
  'promo-automatic': [400, 'This code is applied by itself; there is no need to type it.'],
  'promo-unknown': [400, 'We do not know this code. Please check the spelling.'],
  'promo-inactive': [
    400,
    'This code is no longer active. Please use another one, or go on without a code.',
  ],
  'promo-expired': [400, 'This code has expired. Please use another one, or go on without a code.'],
  'promo-used-up': [
    400,
    'This code has been used as often as it may be. Please use another one, or go on without a code.',
  ],
  'promo-in-use': [
    400,
    'The last use of this code is being taken in another purchase. Please try again in 15 minutes, or buy without it.',
  ],
  'promo-reserved': [
    400,
    'This code was reserved twice for your email address in the last 24 hours, and not paid. Please use it tomorrow, go on without it, or write to us.',
  ],
  'promo-pending': [
    400,
    'This code is for a first purchase, and another one with your email address is not finished, perhaps in another tab. Please finish that one, try again in 15 minutes, or go on without the code.',
  ],
  'promo-currency': [
    400,
    'This code is not for payments in US dollars. Please use another one, or go on without a code.',
  ],
  'promo-customer': [
    400,
    'This code belongs to another customer. If it was sent to you, please use the email address it was sent to, or go on without a code.',
  ],
  'promo-first-time': [
    400,
    'This code is for a first purchase only. Please use another one, or go on without a code.',
  ],
  'promo-minimum-line': [
    400,
    'This code has a minimum amount and cannot be used on a membership. Please use another one, or go on without a code.',
  ],
  'promo-minimum': [
    400,
    'The price is below the minimum for this code. Please use another one, or go on without a code.',
  ],
  'promo-not-for-this': [
    400,
    'This code does not apply to this purchase. Please use another one, or go on without a code.',
  ],
  'promo-too-much': [
    400,
    'This code would bring the price below $0.50, the least that can be charged. Please go on without it, or write to us or ask at the front desk.',
  ],
  'booking-days': [400, 'Please choose 1 to 10 days.'],
  'booking-repeated': [400, 'Each day can be in a booking once. Please take out the second.'],
  'booking-date': [400, 'This is not a day of the calendar. Please choose one.'],
  'booking-weekend': [400, 'Rooms can be booked Monday to Friday. Please choose another day.'],
  'booking-closed': [400, 'Rooms cannot be booked on this day. Please choose another day.'],
  'booking-window': [
    400,
    'Rooms can be booked from 24 hours to 60 days ahead. Please choose another day or time.',
  ],
  'booking-start': [
    400,
    'Bookings start on the hour or half hour, from 8 AM to 4 PM. Please choose another start.',
  ],
  'booking-hours': [
    400,
    'Rooms are booked by the whole hour, 1 to 9 hours a day. Please choose another length.',
  ],
  'booking-minimum': [400, 'This room is booked for longer. Please choose more hours.'],
  'booking-closing': [
    400,
    'Rooms can be used until 5 PM. Please choose an earlier start or fewer hours.',
  ],
  'booking-extras': [400, 'Please fill in this field; we prepare the room by it.'],
  'booking-group': [
    400,
    'This room does not take a group of this size. Please choose a larger room, or write to us.',
  ],
  'availability-unknown': [
    502,
    'We cannot check availability now. Nothing has been charged. Please try again in a minute.',
  ],
  'slot-taken': [
    409,
    'This time has just been taken. Nothing has been charged; please choose another.',
  ],
} as const satisfies Record<string, readonly [status: number, message: string]>

export type RefusalCode = keyof typeof REFUSALS
export type PromoRefusalCode = Extract<RefusalCode, `promo-${string}`>

/** Fields whose message says more than that of `invalid-field`. */
const FIELD_MESSAGES: Readonly<Record<string, string>> = {
  email: 'Please enter one email address, like name@example.com, with no accents before the @.',
  code: 'Please enter a code, with at most 100 characters.',
  phone: 'Please enter a phone number, with at most 40 characters.',
  company: 'Please shorten this text.',
  notes: 'Please shorten this text.',
  'extras.showName': 'Please use at most 500 characters here.',
  'extras.setChoice': 'Please use at most 500 characters here.',
  'extras.specialRequests': 'Please use at most 1,500 characters here.',
}

/** A field of the request body that is missing, too long or not what it must be. */
export function invalidField(field: string): Refusal {
  return new Refusal('invalid-field', field, FIELD_MESSAGES[field])
}

/** Thrown to refuse a request before any money has moved. It never alerts the team. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode
  /** The invalid field of the request body. */
  readonly field: string | undefined
  /** More fields for the response body. */
  readonly details: object

  constructor(
    code: RefusalCode,
    field?: string,
    message: string = REFUSALS[code][1],
    details: object = {}
  ) {
    super(message)
    this.code = code
    this.field = field
    this.details = details
  }

  get status(): (typeof REFUSALS)[RefusalCode][0] {
    return REFUSALS[this.code][0]
  }
}

/** 429: too many purchases started or codes tried. Carries the retry delay in seconds. */
export class RateLimited extends Refusal {
  readonly waitSeconds: number

  constructor(
    waitSeconds: number,
    message = tooMany('Too many tries in the last minutes.', waitSeconds)
  ) {
    super('too-many', undefined, message)
    this.waitSeconds = waitSeconds
  }
}

/** What was too much, that nothing was charged, and when to try again. */
export function tooMany(what: string, waitSeconds: number): string {
  const minutes = Math.ceil(waitSeconds / 60)
  return `${what} Nothing has been charged. Please try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}, or write to us or ask at the front desk.`
}

export function messageFor(code: RefusalCode): string {
  return REFUSALS[code][1]
}

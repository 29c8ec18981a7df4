/** The booking form of a room: days and times, price, contact fields, hold. */

import type { CreateBooking, CreateBookingResponse, RoomResponse } from '../../rooms/contract.ts'
import type { Slot } from '../../rooms/rules/hours.ts'
import { priceOfBooking } from '../../rooms/rules/price.ts'
import { TEXT_LENGTH } from '../../rooms/rules/texts.ts'
import { post, UserError } from '../page/api.ts'
import { announce, elementById } from '../page/dom.ts'
import {
  CONTACT_FIELDS,
  createForm,
  type FieldError,
  type Fields,
  type ShowMessage,
  showErrors,
  validateAll,
} from '../page/form.ts'
import { paymentErrorMessage, pressAgain, totalNow, withHelp } from '../page/messages.ts'
import { startReceipt } from '../page/receipt.ts'
import type { SalesForm } from '../page/sales-page.ts'
import { createAttempt } from '../page/storage.ts'
import { clearAlternatives, showAlternatives } from './alternatives.ts'
import { createAvailability } from './availability.ts'
import { createDayAndTimePicker, type DayAndTimePicker } from './day-and-time-picker.ts'
import { keepDraft } from './draft.ts'
import { createExtraFields } from './extras.ts'
import { endHold, isHoldOver, showHold } from './hold-countdown.ts'
import {
  calendarMissing,
  holdExpired,
  paymentFieldsMissing,
  rateInWords,
  shortSlot,
} from './messages.ts'
import { createPrice } from './price.ts'
import { countCharacters } from './text-length.ts'

type BookingContact = Pick<CreateBooking, 'name' | 'email' | 'phone' | 'company' | 'notes'>

const PAYMENT_FIELDS_TIMEOUT_MS = 15_000
const CALENDAR_TIMEOUT_MS = 5000

/** Heading, rate and minimum of the room. The Sonic Studio heading is prescribed by the documents. */
function describeRoom(room: RoomResponse): void {
  const { slug, minHours } = room
  if (slug === 'sonic-studio')
    elementById('booking-heading').textContent = 'Book your Sonic Session today'
  if (minHours > 1) elementById('booking-intro').append(` (${minHours} hour minimum)`)
  elementById('booking-rate').textContent = rateInWords(room)
  const summary = elementById('booking-summary')
  summary.replaceChildren()
  summary.removeAttribute('aria-busy')
}

/** Shows the rest of the form once there is a price. The payment fields start to load then. */
function showRestOfForm(box: HTMLElement, showMessage: ShowMessage): void {
  for (const id of ['booking-details', 'booking-pay', 'book-btn']) elementById(id).hidden = false
  const check = () => {
    if (box.dataset.state !== 'open') showMessage(paymentFieldsMissing)
  }
  setTimeout(check, PAYMENT_FIELDS_TIMEOUT_MS)
}

/** An old browser may show a calendar without days. */
function watchCalendar(box: HTMLElement, picker: DayAndTimePicker, showMessage: ShowMessage): void {
  const check = () => {
    if (picker.isAlive()) return
    box.dataset.state = 'dead'
    showMessage(calendarMissing)
  }
  setTimeout(check, CALENDAR_TIMEOUT_MS)
}

const BOOKING_FIELDS: Fields<BookingContact> = {
  name: ['name', 'name', 'Please enter your name.'],
  email: CONTACT_FIELDS.email,
  phone: CONTACT_FIELDS.phone,
  company: CONTACT_FIELDS.company,
  notes: CONTACT_FIELDS.notes,
}

/** Returns undefined if the room is not for sale. */
export function createBookingForm(
  room: RoomResponse,
  showMessage: ShowMessage
): SalesForm | undefined {
  const box = elementById('booking')
  describeRoom(room)
  if (!room.forSale) return
  box.dataset.state = 'choosing'
  const { slug } = room
  const attempt = createAttempt(slug)
  const form = createForm('booking', BOOKING_FIELDS)
  const extras = createExtraFields(room)
  const textsTooLong = ['booking-company', 'booking-notes'].map((id) =>
    countCharacters(elementById<HTMLInputElement>(id), TEXT_LENGTH)
  )
  const availability = createAvailability(slug, attempt.id)
  const price = createPrice(() => showRestOfForm(box, showMessage))
  let requested: Slot[] | undefined
  let shown: string | undefined

  const onSelect = () => {
    const slots = picker.slots()
    const chosen = JSON.stringify(slots)
    if (chosen === shown) return
    shown = chosen
    if (!slots) {
      elementById('booking-summary').replaceChildren()
      return
    }
    if (requested && chosen !== JSON.stringify(requested)) {
      // The messages belong to the previous selection.
      requested = undefined
      showMessage('')
      endHold()
      clearAlternatives()
    }
    const { lines, totalCents } = priceOfBooking(room, slots)
    price.show(lines, totalCents)
  }
  const picker = createDayAndTimePicker(room.minHours, availability, onSelect)
  watchCalendar(box, picker, showMessage)
  keepDraft(slug, picker)

  const timesError = (message: string) => ({ element: elementById('booking-times'), message })
  const lockTimes = (on: boolean) => {
    elementById('booking-when').inert = on
  }
  const offerAlternatives = async (message: string, alternatives: Slot[]) => {
    const slots = requested ?? []
    const takenDay = await picker.refresh()
    // The Worker offers alternatives on the taken day only, never on the other days of the booking.
    const offered = slots.find(({ date }) => alternatives.some((one) => one.date === date))
    const day = offered?.date ?? takenDay ?? slots[0]?.date
    showErrors([timesError(message)], showMessage)
    showAlternatives(alternatives, (slot) => {
      picker.select(slots.map((one) => (one.date === day ? slot : one)))
      elementById('book-btn').focus()
      announce('booking-others', `${shortSlot(slot)} is chosen. ${totalNow(price.amount())}`)
    })
  }

  return {
    finishing: 'Booking your room…',
    termsUrl: slug === 'sonic-studio' ? '/legal/sonic-terms' : '/legal/membership-terms',
    options: price.options,
    validate: () => {
      clearAlternatives()
      const timesErrors: FieldError[] = picker.slots() ? [] : [timesError(picker.nextStep())]
      const isValid = validateAll(
        [
          ...timesErrors,
          ...form.fieldErrors(),
          ...textsTooLong.flatMap((errors) => errors()),
          ...extras.fieldErrors(),
        ],
        showMessage
      )
      lockTimes(isValid)
      return isValid
    },
    create: async () => {
      const contact = form.read()
      requested = picker.slots() ?? []
      const answer = await post<CreateBookingResponse>('/create-booking', {
        room: slug,
        days: requested,
        ...contact,
        extras: extras.read(),
        attemptId: attempt.id(),
      } satisfies CreateBooking)
      if ('alreadyPaid' in answer) {
        attempt.reset()
        return { alreadyPaid: true }
      }
      const { clientSecret, paymentIntentId, amountCents, lines } = answer
      const ids = { intent: paymentIntentId, secret: clientSecret }
      startReceipt('lt-booking', { ...ids, email: contact.email })
      showHold(Date.parse(answer.holdUntil), answer.holdSecondsLeft)
      const before = price.amount()
      price.show(lines, amountCents)
      if (amountCents !== before) throw new UserError(`${totalNow(amountCents)} ${pressAgain}`)
      const { name, email, phone } = contact
      return { clientSecret, billing: { name, email, phone } }
    },
    complete: async () => {
      attempt.reset()
      endHold()
      return undefined
    },
    onError: (error) => {
      lockTimes(false)
      if (!(error instanceof UserError)) {
        // Whatever Stripe says then, the payment stopped because the time was over.
        const message = isHoldOver() ? holdExpired : paymentErrorMessage(error)
        if (isHoldOver()) endHold()
        showMessage(withHelp(message))
        return
      }
      const { message, code, field = '', alternatives } = error
      showMessage(withHelp(message))
      if (code === 'slot-taken') {
        endHold()
        void offerAlternatives(message, alternatives ?? [])
        return
      }
      const element =
        field === 'days'
          ? elementById('booking-times')
          : (form.element(field) ?? extras.element(field))
      if (element) showErrors([{ element, message }], showMessage)
    },
  }
}

/** A meeting room as its page sells it: days and times, the price, the form, the hold. */
import type { CreateBooking, CreateBookingResponse, RoomResponse } from '../../rooms/contract.ts'
import type { Slot } from '../../rooms/rules/hours.ts'
import { priceOfBooking } from '../../rooms/rules/price.ts'
import { post, Told } from '../page/api.ts'
import { place, say } from '../page/dom.ts'
import {
  type Complaint,
  complain,
  createForm,
  type Fields,
  faultless,
  PERSON,
  type Tell,
} from '../page/form.ts'
import { nowCosts, paymentWords, pressAgain } from '../page/messages.ts'
import type { Stall } from '../page/sales-page.ts'
import { createAttempt, session } from '../page/storage.ts'
import { clearOthers, offerOthers } from './alternatives.ts'
import { askFreeTimes } from './availability.ts'
import { createWhen } from './day-and-time-picker.ts'
import { askExtras } from './extras.ts'
import { endHold, showHold } from './hold-countdown.ts'
import { fieldsMissing, rateInWords, shortSlot } from './messages.ts'
import { createPrice } from './price.ts'

type Booker = Pick<CreateBooking, 'name' | 'email' | 'phone' | 'company' | 'notes'>

const PATIENCE_MS = 15_000

/** What the page says of the room; the words for Sonic Studio are those of the house's documents. */
function introduce(room: RoomResponse): void {
  const { slug, minHours } = room
  if (slug === 'sonic-studio')
    place('booking-heading').textContent = 'Book your Sonic Session today'
  if (minHours > 1) place('booking-intro').append(` (${minHours} hour minimum)`)
  place('booking-rate').textContent = rateInWords(room)
  const summary = place('booking-summary')
  summary.replaceChildren()
  summary.removeAttribute('aria-busy')
}

/** The rest of the form, shown once there is a price; the payment fields load from then on. */
function reveal(box: HTMLElement, tell: Tell): void {
  for (const id of ['booking-details', 'booking-pay', 'book-btn']) place(id).hidden = false
  setTimeout(() => {
    if (box.dataset.state !== 'open') tell(fieldsMissing)
  }, PATIENCE_MS)
}

const BOOKER: Fields<Booker> = {
  name: ['name', 'name', 'Please enter your name.'],
  email: PERSON.email,
  phone: PERSON.phone,
  company: PERSON.company,
  notes: PERSON.notes,
}

/** Nothing, if it is not for sale. */
export function openRoom(room: RoomResponse, tell: Tell): Stall | undefined {
  const box = place('booking')
  introduce(room)
  if (!room.forSale) return
  box.dataset.state = 'choosing'
  const { slug } = room
  const attempt = createAttempt(slug)
  const form = createForm('booking', BOOKER)
  const extras = askExtras(room)
  const free = askFreeTimes(slug, attempt.id)
  const price = createPrice(() => reveal(box, tell))
  let tried: Slot[] | undefined

  let shown: string | undefined

  const choose = () => {
    const slots = when.slots()
    const chosen = JSON.stringify(slots)
    if (chosen === shown) return
    shown = chosen
    if (!slots) return place('booking-summary').replaceChildren()
    if (tried && chosen !== JSON.stringify(tried)) {
      // What was said of the time before is not true of this one.
      tried = undefined
      tell('')
      endHold()
      clearOthers()
    }
    const { lines, totalCents } = priceOfBooking(room, slots)
    price.show(lines, totalCents)
  }
  const when = createWhen(room.minHours, free, choose)

  const blameTimes = (words: string) => ({ element: place('booking-times'), words })
  const lock = (on: boolean) => {
    place('booking-when').inert = on
  }
  const offer = async (words: string, others: Slot[]) => {
    const wanted = tried ?? []
    const gone = await when.renew()
    // The other days of a booking are never offered: one that is offered is the one that is gone.
    const named = wanted.find(({ date }) => others.some((other) => other.date === date))
    const day = named?.date ?? gone ?? wanted[0]?.date
    complain([blameTimes(words)], tell)
    offerOthers(others, (slot) => {
      when.put(wanted.map((one) => (one.date === day ? slot : one)))
      place('book-btn').focus()
      say('booking-others', `${shortSlot(slot)} is chosen. ${nowCosts(price.amount())}`)
    })
  }

  return {
    termsUrl: slug === 'sonic-studio' ? '/legal/sonic-terms' : '/legal/membership-terms',
    options: price.options,
    validate: () => {
      clearOthers()
      const complaints: Complaint[] = when.slots() ? [] : [blameTimes(when.missing())]
      const isFine = faultless([...complaints, ...form.complaints(), ...extras.complaints()], tell)
      lock(isFine)
      return isFine
    },
    create: async () => {
      const booker = form.read()
      tried = when.slots() ?? []
      const answer = await post<CreateBookingResponse>('/create-booking', {
        room: slug,
        days: tried,
        ...booker,
        extras: extras.read(),
        attemptId: attempt.id(),
      } satisfies CreateBooking)
      if ('alreadyPaid' in answer) {
        attempt.forget()
        return { alreadyPaid: true }
      }
      const { clientSecret, paymentIntentId, amountCents, lines } = answer
      const untilMs = Date.parse(answer.holdUntil)
      session.set('lt-booking', JSON.stringify({ intent: paymentIntentId, secret: clientSecret }))
      showHold(untilMs)
      const before = price.amount()
      price.show(lines, amountCents)
      if (amountCents !== before) throw new Told(`${nowCosts(amountCents)} ${pressAgain}`)
      const { name, email, phone } = booker
      return { clientSecret, billing: { name, email, phone } }
    },
    complete: async () => {
      attempt.forget()
      endHold()
      return undefined
    },
    explain: (error) => {
      lock(false)
      if (!(error instanceof Told)) return tell(paymentWords(error))
      const { message: words, code, field = '', alternatives } = error
      tell(words)
      if (code === 'slot-taken') {
        endHold()
        return void offer(words, alternatives ?? [])
      }
      const element =
        field === 'days' ? place('booking-times') : (form.element(field) ?? extras.element(field))
      if (element) complain([{ element, words }], tell)
    },
  }
}

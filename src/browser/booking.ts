/** The booking form of a meeting room, without the Stripe part, which is in the site script. */
import type { RoomResponse } from '../rooms/contract.ts'
import { createBookingForm } from './booking/booking-form.ts'
import { elementById } from './page/dom.ts'
import { startSalesPage } from './page/sales-page.ts'

startSalesPage<{ rooms: RoomResponse[] }>(document.currentScript as HTMLScriptElement, {
  prefix: 'booking',
  button: 'book-btn',
  path: () => '/rooms',
  form: ({ rooms }, showMessage) => {
    const slug = location.pathname.split('/').filter(Boolean).pop()
    const room = rooms.find((one) => one.slug === slug && one.bookable)
    if (room) return createBookingForm(room, showMessage)
    elementById('booking').remove()
    return
  },
})

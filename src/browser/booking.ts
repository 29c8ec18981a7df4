/** The booking form of a meeting room: everything but Stripe's own part, which the site script plays. */
import type { RoomResponse } from '../rooms/contract.ts'
import { openRoom } from './booking/booking-form.ts'
import { place } from './page/dom.ts'
import { openCounter } from './page/sales-page.ts'

openCounter<{ rooms: RoomResponse[] }>({
  prefix: 'booking',
  button: 'book-btn',
  path: () => '/rooms',
  open: ({ rooms }, tell) => {
    const slug = location.pathname.split('/').filter(Boolean).pop()
    const room = rooms.find((one) => one.slug === slug && one.bookable)
    if (room) return openRoom(room, tell)
    place('booking').remove()
    return
  },
})

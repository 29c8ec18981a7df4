/** The booking form of a meeting room: everything but Stripe's own part, which the site script plays. */
import type { RoomAnswer } from '../workers/room-contract.ts'
import { openRoom } from './booking/room.ts'
import { openCounter } from './counter.ts'
import { place } from './dom.ts'

openCounter<{ rooms: RoomAnswer[] }>({
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

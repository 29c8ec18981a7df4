/** The three confirmation pages: what was bought, what it cost, and what comes next. */
import { showBooking } from './confirmation/booking.ts'
import { showMembership } from './confirmation/membership.ts'
import { showPass } from './confirmation/pass.ts'
import { setScript } from './page/api.ts'

const PAGES: Record<string, () => void> = {
  'purchase-outcome': showPass,
  'join-outcome': showMembership,
  'booking-outcome': showBooking,
}

setScript(document.currentScript as HTMLScriptElement)
PAGES[document.querySelector('.lt-outcome')?.id ?? '']?.()

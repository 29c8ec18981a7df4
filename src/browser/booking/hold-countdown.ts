/** Shows how long the time is held: a visible countdown, and sentences for screen readers. */
import { announce, elementById } from '../page/dom.ts'
import { heldUntil, holdExpired } from './messages.ts'

const MINUTE_MS = 60_000
/** No hold is longer. If it seems longer, the device's clock is wrong: then show no countdown. */
const MAX_HOLD_MS = 60 * MINUTE_MS

let timer: ReturnType<typeof setInterval> | undefined

const announceHold = (message: string) => announce('booking-hold', message)

const clockFromMinutes = (leftMs: number) => {
  const seconds = Math.ceil(leftMs / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left`
}

export function endHold(message = ''): void {
  clearInterval(timer)
  elementById('booking-clock').textContent = ''
  announceHold(message)
}

export function showHold(untilMs: number): void {
  endHold(heldUntil(untilMs))
  const left = () => untilMs - Date.now()
  if (left() < 0 || left() > MAX_HOLD_MS) return
  const tick = () => {
    const leftMs = left()
    if (leftMs <= 0) {
      endHold(holdExpired)
      return
    }
    elementById('booking-clock').textContent = clockFromMinutes(leftMs)
    if (leftMs < MINUTE_MS) announceHold(`${heldUntil(untilMs)} Less than a minute is left.`)
  }
  tick()
  timer = setInterval(tick, 1000)
}

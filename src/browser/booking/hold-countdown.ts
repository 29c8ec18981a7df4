/** Shows how long the time is held: a visible countdown, and sentences for screen readers. */
import { announce, elementById } from '../page/dom.ts'
import { heldUntil, holdExpired, holdOver } from './messages.ts'

const MINUTE_MS = 60_000
let timer: ReturnType<typeof setInterval> | undefined
let hasExpired = false

/** Whether the last hold has run out; the payment for it cannot succeed any more. */
export const isHoldOver = () => hasExpired

const announceHold = (message: string) => announce('booking-hold', message)

const clockFromMinutes = (leftMs: number) => {
  const seconds = Math.ceil(leftMs / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left`
}

export function endHold(message = ''): void {
  clearInterval(timer)
  hasExpired = false
  elementById('booking-clock').textContent = ''
  announceHold(message)
}

/** `untilMs` is the Worker's clock, for the words. The countdown runs by `secondsLeft`. */
export function showHold(untilMs: number, secondsLeft: number): void {
  endHold(heldUntil(untilMs))
  const endMs = Date.now() + secondsLeft * 1000
  const tick = () => {
    const leftMs = endMs - Date.now()
    if (leftMs <= 0) {
      // While the bank asks the customer, there is nothing to press.
      endHold(elementById('booking-when').inert ? holdOver : holdExpired)
      hasExpired = true
      return
    }
    elementById('booking-clock').textContent = clockFromMinutes(leftMs)
    if (leftMs < MINUTE_MS) announceHold(`${heldUntil(untilMs)} Less than a minute is left.`)
  }
  tick()
  timer = setInterval(tick, 1000)
}

/** Says how long the chosen time is kept: a clock for the eye, a sentence now and then for the ear. */
import { place, say } from '../page/dom.ts'
import { heldUntil, holdOver } from './messages.ts'

const MINUTE_MS = 60_000

/** A hold is never longer: a clock that says so is wrong, and then only the hour is told. */
const LONGEST_MS = 60 * MINUTE_MS

let ticking: ReturnType<typeof setInterval> | undefined

const tell = (words: string) => say('booking-hold', words)

const clockOf = (leftMs: number) => {
  const seconds = Math.ceil(leftMs / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left`
}

export function endHold(words = ''): void {
  clearInterval(ticking)
  place('booking-clock').textContent = ''
  tell(words)
}

export function showHold(untilMs: number): void {
  endHold(heldUntil(untilMs))
  const left = () => untilMs - Date.now()
  if (left() < 0 || left() > LONGEST_MS) return
  const tick = () => {
    const leftMs = left()
    if (leftMs <= 0) {
      return endHold(holdOver)
    }
    place('booking-clock').textContent = clockOf(leftMs)
    if (leftMs < MINUTE_MS) tell(`${heldUntil(untilMs)} Less than a minute is left.`)
  }
  tick()
  ticking = setInterval(tick, 1000)
}

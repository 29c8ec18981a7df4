/** Makes half seconds pass at once: nobody waits for the pauses of the Stripe package and the couriers. */

/** Deadlines stay deadlines: the shortest is that of the customers' search. */
const DEADLINE_MS = 2000

/** Answers with what makes time pass as before. */
export function fastTimers(): () => void {
  const { setTimeout: sleep, clearTimeout: forget } = globalThis
  const hurried = (work: () => void, ms = 0, ...rest: []) =>
    ms >= DEADLINE_MS ? sleep(work, ms, ...rest) : setImmediate(work, ...rest)
  Object.assign(globalThis, {
    setTimeout: Object.assign(hurried, sleep),
    clearTimeout: (timer: NodeJS.Timeout & NodeJS.Immediate) => {
      clearImmediate(timer)
      forget(timer)
    },
  })
  return () => void Object.assign(globalThis, { setTimeout: sleep, clearTimeout: forget })
}

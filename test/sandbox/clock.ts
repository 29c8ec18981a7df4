/** The vendors' clock: real time plus what `POST /__clock` has added. The Workers never see it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  advance(ms: number): void
  reset(): void
}

export function createClock(real: () => number = Date.now): Clock {
  let ahead = 0
  return {
    now: () => real() + ahead,
    advance: (ms) => {
      ahead += ms
    },
    reset: () => {
      ahead = 0
    },
  }
}

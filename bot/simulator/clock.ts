/** What time is it on the platform? Every rule that waits (reply tokens, retry keys, months) reads this clock. */

export interface Clock {
  now(): Date
  set(at: Date): void
  advance(ms: number): void
}

/** Stands still unless moved: for tests. */
export function movableClock(start: Date = new Date()): Clock {
  let at = start.getTime()
  return {
    now: () => new Date(at),
    set: (to) => {
      at = to.getTime()
    },
    advance: (ms) => {
      at += ms
    },
  }
}

/** Real time plus an offset that can be moved: for `npm start`, where a day may pass at a click. */
export function runningClock(offsetMs = 0): Clock & { offset(): number } {
  let offset = offsetMs
  return {
    now: () => new Date(Date.now() + offset),
    set: (to) => {
      offset = to.getTime() - Date.now()
    },
    advance: (ms) => {
      offset += ms
    },
    offset: () => offset,
  }
}

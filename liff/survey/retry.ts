/** When is it tried again? When the net is back, when the page is looked at again, and in growing pauses. */

const FIRST = 3000
const LONGEST = 60_000

export interface Retry {
  /** Call after each failure. */
  later(): void
  stop(): void
}

export function createRetry(work: () => void, events: EventTarget = window): Retry {
  let tries = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const now = () => {
    if (timer === undefined) return
    clearTimeout(timer)
    timer = undefined
    work()
  }
  const seen = () => document.visibilityState === 'visible' && now()
  events.addEventListener('online', now)
  events.addEventListener('visibilitychange', seen, true)
  return {
    later() {
      clearTimeout(timer)
      timer = setTimeout(now, Math.min(FIRST * 2 ** tries, LONGEST))
      tries += 1
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
      events.removeEventListener('online', now)
      events.removeEventListener('visibilitychange', seen, true)
    },
  }
}

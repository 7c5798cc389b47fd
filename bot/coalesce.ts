/** Runs a piece of work one at a time; being asked while it runs means once more afterwards. */

import type { Log } from './deps.ts'

export interface Coalesced {
  /** Never throws: a failure is logged under `name`. */
  ask(): void
  /** Resolves when nothing runs any more. */
  idle(): Promise<void>
}

export function coalesce(name: string, work: () => Promise<unknown>, log: Log): Coalesced {
  let running: Promise<void> | undefined
  let again = false
  const run = async () => {
    do {
      again = false
      try {
        await work()
      } catch (error) {
        log(`${name}_failed`, { error })
      }
    } while (again)
    running = undefined
  }
  return {
    ask() {
      if (running) again = true
      else running = run()
    },
    async idle() {
      while (running) await running
    },
  }
}

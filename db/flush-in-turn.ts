/** Who waits for the disk together? Whoever comes while it is busy may be too late for it, and shares its next turn. */

export interface Disk {
  /** Resolves when all that was written before the call is on the disk. After a failure nobody is told so again. */
  sync(): Promise<void>
  /** Resolves when all that `sync` was asked for so far is there. */
  synced(): Promise<void>
}

/** @param flush what the disk once failed to write it may later call written: it is never asked again after a failure */
export function flushInTurn(flush: () => Promise<void>): Disk {
  let waiting: Promise<void> | undefined
  let last = Promise.resolve()
  const next = async (before: Promise<void>) => {
    await before
    waiting = undefined
    await flush()
  }
  return {
    sync() {
      waiting ??= next(last)
      last = waiting
      return last
    },
    synced: () => last,
  }
}

/** Who writes next? SQLite lets one write at a time; who finds it taken looks again soon, while everything else goes on. */

/** Long work lets others in between its pieces for a few milliseconds only: who looks more rarely may miss that for minutes. */
const LOOK_AGAIN_MS = 2
/** After it something is wrong. */
const PATIENCE_MS = 10_000

/**
 * SQLite's own waiting would stop the event loop, and with it every request, for as long as another process writes.
 * @param write all or nothing, with `busy_timeout` 0
 * @throws SqliteError `SQLITE_BUSY` when somebody else has been writing for ten seconds
 */
export async function whenFree<T>(write: () => T, patience = PATIENCE_MS): Promise<T> {
  const begun = performance.now()
  for (;;) {
    try {
      return write()
    } catch (error) {
      if (!isBusy(error) || performance.now() - begun >= patience) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  }
}

export const isBusy = (error: unknown): boolean =>
  /^SQLITE_BUSY/.test(String((error as { code?: unknown } | null)?.code))

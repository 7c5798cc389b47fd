/** Who shares a commit? Everybody who asks while the last one is still on its way to the disk. */

/** So many share the price of a commit well; more would only wait. */
const ENOUGH = 32

interface Waiting<T> {
  asked: T
  resolve: () => void
  reject: (error: unknown) => void
}

export interface Committing<T> {
  /** Commits what was asked and says, for each in turn, which error kept it out. Fails when nothing was kept. */
  commit(group: T[]): unknown[] | Promise<unknown[]>
  /** Resolves when all that was committed before the call is on the disk. */
  sync(): Promise<void>
}

/** @returns what resolves when its own part is on the disk */
export function groupCommits<T>({ commit, sync }: Committing<T>): (asked: T) => Promise<void> {
  let waiting: Waiting<T>[] = []
  let running = false
  let lost: { error: unknown } | undefined

  async function commitGroup(group: Waiting<T>[]): Promise<void> {
    try {
      if (lost) throw lost.error
      const errors = await commit(group.map(({ asked }) => asked))
      // What the disk once failed to write it may later call written: from here on only a restart knows what is there.
      await sync().catch((error) => {
        lost = { error }
        throw error
      })
      for (const [index, one] of group.entries())
        errors[index] === undefined ? one.resolve() : one.reject(errors[index])
    } catch (error) {
      for (const one of group) one.reject(error)
    }
  }

  /** As long as every turn of the event loop brings more, they may come along; who is alone waits for nobody. */
  async function gather(): Promise<void> {
    for (let before = 0; waiting.length > before && waiting.length < ENOUGH; ) {
      before = waiting.length
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      await gather()
      const group = waiting
      waiting = []
      await commitGroup(group)
    }
    running = false
  }

  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject })
      if (running) return
      running = true
      void run()
    })
}

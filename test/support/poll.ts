/** Waiting for something to become true, with an end. */

export const sleep = (ms: number) => new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), ms))

/** @returns false when it did not come true in time */
export async function comesTrue(ms: number, isTrue: () => boolean | Promise<boolean>, every = 100): Promise<boolean> {
  const end = Date.now() + ms
  for (;;) {
    if (await isTrue()) return true
    if (Date.now() >= end) return false
    await sleep(every)
  }
}

/** @throws when it did not come true in time */
export async function poll(what: string, ms: number, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  if (!(await comesTrue(ms, isTrue))) throw new Error(`waited ${ms} ms in vain for ${what}`)
}

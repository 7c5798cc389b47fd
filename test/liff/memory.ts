/** A device's storage for tests. */

import { createKeep, type Keep } from '../../liff/shared/keep.ts'

/** `Object.keys` of a real Storage gives its entries, so the entries are properties here too. */
export function memory(): Keep {
  const storage = Object.create({
    getItem(this: Record<string, string>, key: string) {
      return this[key] ?? null
    },
    setItem(this: Record<string, string>, key: string, value: string) {
      this[key] = value
    },
    removeItem(this: Record<string, string>, key: string) {
      delete this[key]
    },
  })
  return createKeep(() => storage)
}

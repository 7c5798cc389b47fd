/** The same database, where something happens before its calls: somebody else comes between, or the power goes. */

import type { Db } from '../../db/client.ts'

/** @param happens before each call of one of these names; when it throws, the call is not made */
export const beforeCalls = <D extends Db>(db: D, names: readonly (keyof Db)[], happens: (name: string) => unknown): D =>
  new Proxy<D>(db, {
    get(target, name) {
      const value = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      if (!names.some((one) => one === name)) return value.bind(target)
      return async (...args: unknown[]) => {
        await happens(String(name))
        return value.apply(target, args)
      }
    },
  })

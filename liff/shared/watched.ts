/** How does a page follow a value? The few lines the customer's pages need; signals would be a fifth of what they may weigh. */

import { useLayoutEffect, useReducer } from 'preact/hooks'

export interface Watched<T> {
  value: T
  watch(hear: () => void): () => void
}

export function watched<T>(start: T): Watched<T> {
  const watchers = new Set<() => void>()
  let value = start
  return {
    get value() {
      return value
    },
    set value(next) {
      if (next === value) return
      value = next
      for (const hear of watchers) hear()
    },
    watch(hear) {
      watchers.add(hear)
      return () => watchers.delete(hear)
    },
  }
}

export function useWatched<T>(source: Watched<T>): T {
  const [, again] = useReducer<number, void>((turn) => turn + 1, 0)
  const { value } = source
  useLayoutEffect(() => {
    // It may have changed between drawing and watching.
    if (source.value !== value) again()
    return source.watch(() => again())
  }, [source])
  return value
}

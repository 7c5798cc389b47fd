/** How does the page learn that the stand-in changed? Server-sent events, gathered for a moment, then one look. */

import type { Store } from './store.ts'

const GATHER = 80

export function watchPhone(store: Store, standIn: string): () => void {
  const events = new EventSource(`${standIn}/phone/events`)
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = () => {
    timer ??= setTimeout(async () => {
      timer = undefined
      // During an action only the chat moves; the action itself ends with a look at everything.
      if (store.busy.value) await store.loadChat().catch(() => undefined)
      else await store.load()
    }, GATHER)
  }
  events.addEventListener('change', look)
  // The browser connects again by itself; what happened in between is looked up then.
  events.addEventListener('open', look)
  document.addEventListener('visibilitychange', look)
  return () => {
    clearTimeout(timer)
    events.close()
    document.removeEventListener('visibilitychange', look)
  }
}

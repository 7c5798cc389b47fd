/** How does the page learn that the stand-in changed? Server-sent events, gathered for a moment, then one reload. */

import type { Store } from './store.ts'

const GATHER = 80

export function watchPhone(store: Store, standIn: string): () => void {
  const events = new EventSource(`${standIn}/phone/events`)
  let changed = new Set<string | undefined>()
  let timer: ReturnType<typeof setTimeout> | undefined
  events.addEventListener('change', (event) => {
    changed.add(userOf(event.data))
    timer ??= setTimeout(reload, GATHER)
  })
  async function reload() {
    timer = undefined
    const users = changed
    changed = new Set()
    const own = store.userId.value
    const everybody = users.has(undefined) || (own !== undefined && users.has(own))
    // A failed reload shows itself at the next action; EventSource reconnects alone.
    await store.refresh(everybody ? undefined : [...users][0]).catch(() => undefined)
  }
  return () => {
    clearTimeout(timer)
    events.close()
  }
}

function userOf(data: string): string | undefined {
  const { userId } = JSON.parse(data) as { userId?: string }
  return userId
}

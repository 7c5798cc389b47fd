/** Which customer looks at the page? The phone says it in the address; the tab remembers. */

import { DESK_USER } from '../own-address.ts'

const KEY = 'fanbelt-desk:user'

/** The rest of the address stays as it was: it is the page's. */
export function takeFromAddress(): void {
  const url = new URL(location.href)
  const userId = url.searchParams.get(DESK_USER)
  if (userId === null) return
  url.searchParams.delete(DESK_USER)
  history.replaceState(history.state, '', url)
  remember(userId)
}

export const remembered = (): string | undefined => sessionStorage.getItem(KEY) ?? undefined
export const remember = (userId: string): void => sessionStorage.setItem(KEY, userId)
export const forget = (): void => sessionStorage.removeItem(KEY)

/** Which part of a long list is shown? A few at first, all on a tap: the button goes, and who cannot see reads on where it was. */

import { useEffect, useRef, useState } from 'preact/hooks'

const SHOWN = 4

export function useMore<Item, List extends HTMLElement>(items: readonly Item[]) {
  const [all, setAll] = useState(false)
  const list = useRef<List>(null)
  useEffect(() => {
    const first = all ? list.current?.children[SHOWN] : undefined
    if (first instanceof HTMLElement) first.focus({ preventScroll: true })
  }, [all])
  const shown = all ? items : items.slice(0, SHOWN)
  return { list, shown, left: items.length - shown.length, showAll: () => setAll(true) }
}

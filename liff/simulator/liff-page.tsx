/** A page of the mini-app on this customer's phone: it may close itself, and what is done there shows beside the phone. */

import { useEffect, useRef } from 'preact/hooks'
import { useStore } from './context.ts'

/** How often the desk looks whether the page changed something, in milliseconds: the page tells it nothing. */
const LOOK = 2000

export function LiffPage({ address, onClose }: { address: string; onClose: () => void }) {
  const { load, busy, state } = useStore()
  const frame = useRef<HTMLIFrameElement>(null)
  useEffect(() => {
    const hear = (event: MessageEvent) => {
      const ours = event.origin === location.origin && event.source === frame.current?.contentWindow
      if (ours && (event.data as { liff?: unknown } | undefined)?.liff === 'close') onClose()
    }
    const timer = setInterval(() => busy.value === undefined && document.visibilityState === 'visible' && load(), LOOK)
    addEventListener('message', hear)
    return () => {
      clearInterval(timer)
      removeEventListener('message', hear)
    }
  }, [load, busy, onClose])
  return (
    <iframe
      ref={frame}
      class="sheet-page"
      src={address}
      title={`${state.value?.shop.name ?? ''}のページ`}
      allow="clipboard-write"
    />
  )
}

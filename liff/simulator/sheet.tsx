/** A page that slides up over the chat: ours in a frame, somebody else's as its address only. */

import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../shared/icon.tsx'
import { useStore } from './context.ts'
import { ownAddress } from './own-address.ts'

export function Sheet({ address }: { address: string }) {
  const { sheet } = useStore()
  const closer = useRef<HTMLButtonElement>(null)
  const own = ownAddress(address, location)
  const close = () => {
    sheet.value = undefined
  }
  useEffect(() => {
    const before = document.activeElement
    closer.current?.focus()
    return () => before instanceof HTMLElement && before.focus()
  }, [])
  return (
    <div
      class="sheet"
      role="dialog"
      aria-label="ページ"
      onKeyDown={(event) => {
        if (event.key === 'Escape') close()
      }}
    >
      <header class="sheet-head">
        <button ref={closer} type="button" class="icon-button" aria-label="ページを閉じる" onClick={close}>
          <Icon name="close" size={20} />
        </button>
        <p class="sheet-address small">{own ?? address}</p>
        <a class="icon-button" href={own ?? address} target="_blank" rel="noreferrer" aria-label="新しいタブで開く">
          <Icon name="open" size={20} />
        </a>
      </header>
      {own ? (
        <iframe class="sheet-page" src={own} title="開いたページ" />
      ) : (
        <div class="sheet-outside">
          <p>このリンクは、シミュレーターの外のページを開きます。</p>
          <p class="sheet-url">{address}</p>
          <a class="button button-plain" href={address} target="_blank" rel="noreferrer">
            <Icon name="open" />
            新しいタブで開く
          </a>
        </div>
      )}
    </div>
  )
}

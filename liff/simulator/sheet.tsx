/** A page that slides up over the chat: ours in a frame, somebody else's as its address only. */

import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../shared/icon.tsx'
import { useStore } from './context.ts'
import { LiffPage } from './liff-page.tsx'
import { liffAddress, onPhoneOf, ownAddress } from './own-address.ts'

export function Sheet({ address }: { address: string }) {
  const { sheet, state, userId, load } = useStore()
  const page = liffAddress(address, location, state.value?.liff_id)
  const own = page ?? ownAddress(address, location)
  const shop = state.value?.shop.name ?? ''
  const close = () => {
    sheet.value = undefined
    // What was done there may have changed who this is.
    void load()
  }
  const title = page ? shop : (own ?? address)
  const toOpen = page ? onPhoneOf(userId.value, page, location) : (own ?? address)
  return (
    <Frame title={title} plain={page === undefined} toOpen={toOpen} onClose={close}>
      {page ? (
        <LiffPage address={toOpen} onClose={close} />
      ) : own ? (
        <iframe class="sheet-page" src={own} title="開いたページ" />
      ) : (
        <Outside address={address} />
      )}
    </Frame>
  )
}

interface FrameProps {
  title: string
  /** An address and not a name. */
  plain: boolean
  toOpen: string
  onClose: () => void
  children: ComponentChildren
}

function Frame({ title, plain, toOpen, onClose, children }: FrameProps) {
  const closer = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const before = document.activeElement
    // It is still below the edge: scrolling there would push the chat out of the phone.
    closer.current?.focus({ preventScroll: true })
    return () => before instanceof HTMLElement && before.focus({ preventScroll: true })
  }, [])
  return (
    <div
      class="sheet"
      role="dialog"
      aria-label={plain ? 'ページ' : `${title}のページ`}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <header class="sheet-head">
        <button ref={closer} type="button" class="icon-button" aria-label="ページを閉じる" onClick={onClose}>
          <Icon name="close" size={20} />
        </button>
        <p class={plain ? 'sheet-address small' : 'sheet-title'}>{title}</p>
        <a class="icon-button" href={toOpen} target="_blank" rel="noreferrer" aria-label="新しいタブで開く">
          <Icon name="open" size={20} />
        </a>
      </header>
      {children}
    </div>
  )
}

const Outside = ({ address }: { address: string }) => (
  <div class="sheet-outside">
    <p>このリンクは、シミュレーターの外のページを開きます。</p>
    <p class="sheet-url">{address}</p>
    <a class="button button-plain" href={address} target="_blank" rel="noreferrer">
      <Icon name="open" />
      新しいタブで開く
    </a>
  </div>
)

/** Where the customer writes: the typing box, and the switch to the rich menu. */

import { useState } from 'preact/hooks'
import { Icon } from '../shared/icon.tsx'
import { useStore } from './context.ts'
import type { RichMenu } from './line-message.ts'
import { RichMenuDrawer } from './rich-menu.tsx'

export function Composer({ richMenu }: { richMenu?: RichMenu }) {
  const store = useStore()
  const { draft, busy } = store
  const [open, setOpen] = useState(false)
  const bar = richMenu?.chatBarText ?? 'メニュー'

  async function send() {
    const text = draft.value.trim()
    if (text === '' || busy.value) return
    draft.value = ''
    await store.toPhone('送信が', '/messages', { text })
  }

  return (
    <div class="composer">
      <form
        class="composer-row"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <button
          type="button"
          class={richMenu ? 'icon-button composer-menu' : 'icon-button'}
          aria-expanded={open}
          aria-label={`${bar}を${open ? '閉じる' : '開く'}`}
          onClick={() => setOpen(!open)}
        >
          <Icon name={open ? 'keyboard' : 'menu'} size={20} />
          {richMenu && <span>{bar}</span>}
        </button>
        <input
          class="composer-input"
          aria-label="メッセージ"
          placeholder="メッセージを入力"
          autocomplete="off"
          enterkeyhint="send"
          maxLength={5000}
          value={draft.value}
          onInput={(event) => {
            draft.value = event.currentTarget.value
          }}
        />
        <button
          type="submit"
          class="icon-button composer-send"
          aria-label="送信する"
          aria-disabled={draft.value.trim() === ''}
        >
          <Icon name="send" size={20} />
        </button>
      </form>
      {open && <RichMenuDrawer menu={richMenu} />}
    </div>
  )
}

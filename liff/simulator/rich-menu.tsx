/** The menu under the chat: the stand-in's picture if there is one, else its areas as words. */

import { EmptyState } from '../shared/empty-state.tsx'
import { actionLabel, runAction } from './actions.ts'
import { useStore } from './context.ts'
import type { RichMenu } from './line-message.ts'

const percent = (part: number, whole: number) => `${(part / whole) * 100}%`

export function RichMenuDrawer({ menu }: { menu?: RichMenu }) {
  const store = useStore()
  if (!menu)
    return (
      <div class="rich-menu-empty">
        <EmptyState icon="menu" title="リッチメニューはまだありません">
          お店がメニューを公開すると、ここに出ます。
        </EmptyState>
      </div>
    )
  const { width, height } = menu.size
  return (
    <nav class="rich-menu" aria-label={menu.chatBarText} style={{ aspectRatio: `${width} / ${height}` }}>
      {menu.imageUrl && <img src={new URL(menu.imageUrl, store.state.value?.standIn).href} alt="" />}
      {menu.areas.map(({ bounds, action }, at) => (
        <button
          key={at}
          type="button"
          class={menu.imageUrl ? 'rich-menu-area rich-menu-area-clear' : 'rich-menu-area'}
          aria-label={actionLabel(action)}
          style={{
            left: percent(bounds.x, width),
            top: percent(bounds.y, height),
            width: percent(bounds.width, width),
            height: percent(bounds.height, height),
          }}
          onClick={() => runAction(store, action)}
        >
          {!menu.imageUrl && actionLabel(action)}
        </button>
      ))}
    </nav>
  )
}

import { actionLabel, runAction } from './actions.ts'
import { useStore } from './context.ts'
import type { QuickReply } from './line-message.ts'

/** The chips above the typing box; they belong to the newest message and go when something is answered. */
export function QuickReplies({ quickReply }: { quickReply: QuickReply }) {
  const store = useStore()
  return (
    <ul class="quick-replies" aria-label="返事の候補">
      {quickReply.items.map(({ action, imageUrl }, at) => (
        <li key={at}>
          <button type="button" onClick={() => runAction(store, action)}>
            {imageUrl && <img src={imageUrl} alt="" />}
            {actionLabel(action)}
          </button>
        </li>
      ))}
    </ul>
  )
}

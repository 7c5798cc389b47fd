import { useRef } from 'preact/hooks'
import { useStore } from './context.ts'
import type { Message } from './line-message.ts'

/** Reads new messages of the shop aloud for screen readers; what was there when the chat opened stays silent. */
export function Announcer() {
  const { chat, state } = useStore()
  const seen = useRef<{ userId?: string; last?: string }>({})
  const spoken = useRef('')
  const messages = chat.value?.messages ?? []
  const userId = chat.value?.user.userId
  const last = messages.at(-1)?.id
  if (userId !== seen.current.userId) spoken.current = ''
  else if (last !== seen.current.last) {
    const from = messages.findIndex(({ id }) => id === seen.current.last) + 1
    const fresh = messages.slice(from).filter((one) => one.from === 'shop')
    spoken.current = fresh.map(({ message }) => textOf(message)).join('。')
  }
  seen.current = { userId, last }
  return (
    <p class="unseen" aria-live="polite">
      {spoken.current && `${state.value?.shop.name}から：${spoken.current}`}
    </p>
  )
}

const textOf = (message: Message) => message.text ?? message.altText ?? message.template?.text ?? '新しいメッセージ'

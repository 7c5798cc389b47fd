/** The telephone: title bar, chat, what can be tapped under it, and the page that may lie over it. */

import { Button } from '../shared/button.tsx'
import { EmptyState } from '../shared/empty-state.tsx'
import { Skeleton } from '../shared/skeleton.tsx'
import { ChatLog } from './chat-log.tsx'
import { Composer } from './composer.tsx'
import { useStore } from './context.ts'
import type { Chat } from './contract.ts'
import { QuickReplies } from './quick-replies.tsx'
import { Sheet } from './sheet.tsx'
import { ShopIcon } from './shop-icon.tsx'

export function Phone() {
  const { state, sheet, problem } = useStore()
  const shop = state.value?.shop.name ?? ''
  return (
    <section class="phone" aria-label="お客さまの電話">
      <header class="phone-bar">
        <ShopIcon name={shop} />
        <h1 class="phone-shop">{shop}</h1>
        <span class="phone-tag">シミュレーター</span>
      </header>
      <div class="phone-screen">
        {problem.value && (
          <p class="phone-offline small" role="status">
            つながりが切れています。つなぎ直しています…
          </p>
        )}
        <div class="phone-chat" inert={sheet.value !== undefined}>
          <Screen />
        </div>
        {sheet.value && <Sheet key={sheet.value} address={sheet.value} />}
      </div>
    </section>
  )
}

function Screen() {
  const { state, chat, userId, selectedId } = useStore()
  if (chat.value) return <Talk key={selectedId.value} chat={chat.value} />
  if (state.value && selectedId.value === undefined) return <Nobody />
  if (state.value && userId.value === undefined) return <NotLinked />
  return (
    <div class="chat">
      <Skeleton lines={4} />
    </div>
  )
}

const Nobody = () => (
  <div class="chat">
    <EmptyState icon="person" title="お客さまがまだいません">
      注文を取り込むか、友だちが増えると、ここでお話しできます。
    </EmptyState>
  </div>
)

function Talk({ chat }: { chat: Chat }) {
  const { now } = useStore()
  const { user, messages, quickReply, richMenu, typing } = chat
  const isTyping = typing !== undefined && Date.parse(typing) > Date.parse(now.value)
  return (
    <>
      {messages.length > 0 ? <ChatLog messages={messages} now={now.value} typing={isTyping} /> : <NoMessages />}
      {quickReply && !user.blocked && <QuickReplies quickReply={quickReply} />}
      {user.friend && !user.blocked ? <Composer richMenu={richMenu} /> : <CannotWrite blocked={user.blocked} />}
    </>
  )
}

const NoMessages = () => (
  <div class="chat">
    <EmptyState icon="envelope" title="まだメッセージはありません">
      お試しを注文して「1日すすめる」を押してください。お店のメッセージが、届くはずの日に届きます。
    </EmptyState>
  </div>
)

const NotLinked = () => (
  <div class="chat">
    <EmptyState icon="person" title="LINEでつながっていません">
      このお客さまには、同梱物やメールでお知らせします。ほかのお客さまを選んでください。
    </EmptyState>
  </div>
)

function CannotWrite({ blocked }: { blocked: boolean }) {
  const { toPhone, busy } = useStore()
  return (
    <div class="cannot-write">
      <p class="small">
        {blocked ? 'お店をブロックしています。メッセージは届きません。' : 'まだ友だちではありません。'}
      </p>
      {blocked ? (
        <Button busy={busy.value !== undefined} onClick={() => toPhone('ブロックの解除が', '/unblock')}>
          ブロックを解除する
        </Button>
      ) : (
        <Button busy={busy.value !== undefined} onClick={() => toPhone('友だち追加が', '/follow')}>
          友だちに追加する
        </Button>
      )}
    </div>
  )
}

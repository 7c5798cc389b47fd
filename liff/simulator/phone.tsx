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
  const { state, chat, sheet, userId, selectedId } = useStore()
  const shop = state.value?.shop.name ?? ''
  return (
    <section class="phone" aria-label="お客さまの電話">
      <header class="phone-bar">
        <ShopIcon name={shop} />
        <h1 class="phone-shop">{shop}</h1>
        <span class="phone-tag">シミュレーター</span>
      </header>
      <div class="phone-screen">
        {userId.value === undefined && state.value ? (
          <NotLinked />
        ) : chat.value ? (
          <Talk key={selectedId.value} chat={chat.value} />
        ) : (
          <div class="chat">
            <Skeleton lines={4} />
          </div>
        )}
        {sheet.value && <Sheet key={sheet.value} address={sheet.value} />}
      </div>
    </section>
  )
}

function Talk({ chat }: { chat: Chat }) {
  const { now } = useStore()
  const { user, messages, quickReply, richMenu } = chat
  return (
    <>
      {messages.length > 0 ? <ChatLog messages={messages} now={now.value} /> : <NoMessages />}
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

/** The conversation: day dividers, bubbles with their time, 既読, system lines; stays at the newest unless scrolled up. */

import { Fragment } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Button } from '../shared/button.tsx'
import { clockText, fullText, nearDay } from '../shared/dates.ts'
import { useStore } from './context.ts'
import type { ChatMessage } from './contract.ts'
import { MessageView } from './message-view.tsx'
import { ShopIcon } from './shop-icon.tsx'
import { systemText } from './system-text.ts'

const NEAR_END = 60

interface Props {
  messages: ChatMessage[]
  now: string
  typing: boolean
}

export function ChatLog({ messages, now, typing }: Props) {
  const { nudge } = useStore()
  const scroller = useRef<HTMLElement>(null)
  const list = useRef<HTMLOListElement>(null)
  const pinned = useRef(true)
  const top = useRef(0)
  const [missed, setMissed] = useState(false)
  const last = messages.at(-1)?.id

  const toEnd = () => {
    pinned.current = true
    setMissed(false)
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight })
  }
  // On a narrow window the phone may be out of sight when an answer to the customer's own action arrives.
  const arrived = () => {
    toEnd()
    if (nudge.value > 0) scroller.current?.closest('.phone')?.scrollIntoView({ block: 'nearest' })
  }
  useEffect(toEnd, [nudge.value])
  useEffect(() => (pinned.current ? arrived() : setMissed(true)), [last])
  useEffect(() => {
    if (!list.current) return undefined
    const growth = new ResizeObserver(() => pinned.current && toEnd())
    growth.observe(list.current)
    if (scroller.current) growth.observe(scroller.current)
    return () => growth.disconnect()
  }, [])

  return (
    <div class="chat">
      <section
        class="chat-scroll"
        aria-label="トーク"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable from the keyboard
        tabIndex={0}
        ref={scroller}
        onScroll={({ currentTarget: box }) => {
          // Only going up lets go of the end; a message that makes the list longer does not.
          const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END
          if (atEnd) setMissed(false)
          if (atEnd || box.scrollTop < top.current) pinned.current = atEnd
          top.current = box.scrollTop
        }}
      >
        <ol class="chat-list" ref={list}>
          {messages.map((one, at) => (
            <Fragment key={one.id}>
              {dayOf(one, now) !== dayOf(messages[at - 1], now) && (
                <li class="chat-day">
                  <span title={fullText(one.at)}>{dayOf(one, now)}</span>
                </li>
              )}
              <Entry entry={one} follows={belongsTo(messages[at - 1], one)} />
            </Fragment>
          ))}
          {typing && <li class="chat-system">入力しています…</li>}
        </ol>
      </section>
      {missed && (
        <div class="chat-missed">
          <Button onClick={toEnd}>新しいメッセージ ↓</Button>
        </div>
      )}
    </div>
  )
}

const dayOf = (entry: ChatMessage | undefined, now: string) => entry && nearDay(entry.at, now)

/** Same speaker within the same minute: drawn without a second icon and time. */
const belongsTo = (before: ChatMessage | undefined, entry: ChatMessage) =>
  before?.from === entry.from && before.at.slice(0, 16) === entry.at.slice(0, 16)

function Entry({ entry, follows }: { entry: ChatMessage; follows: boolean }) {
  const { state } = useStore()
  // What a friend passed on has a sender.
  if ((entry.from === 'system' && !entry.message.sender) || entry.unsent)
    return <li class="chat-system">{systemText(entry)}</li>
  const own = entry.from === 'me'
  const shop = entry.message.sender?.name ?? state.value?.shop.name ?? ''
  return (
    <li class={`entry ${own ? 'entry-own' : 'entry-shop'} ${follows ? 'entry-follows' : ''}`}>
      {!own && !follows && <ShopIcon name={shop} url={entry.message.sender?.iconUrl} />}
      <div class="entry-main">
        {!own && !follows && <p class="entry-name">{shop}</p>}
        {own && <span class="unseen">自分：</span>}
        <div class="entry-line">
          <MessageView message={entry.message} own={own} />
          <p class="entry-time figure" title={fullText(entry.at)}>
            {own && entry.readAt && <span>既読</span>}
            <time dateTime={entry.at}>{clockText(entry.at)}</time>
          </p>
        </div>
      </div>
    </li>
  )
}

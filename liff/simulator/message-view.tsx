/** How does this message look on the phone? One small view for each kind; an unknown kind shows its alternative text. */

import type { ComponentChildren } from 'preact'
import { Bubble } from '../shared/bubble.tsx'
import { Icon, type IconName } from '../shared/icon.tsx'
import { ChatText } from './chat-text.tsx'
import { useStore } from './context.ts'
import { FlexView } from './flex-view.tsx'
import type { Message } from './line-message.ts'
import { TemplateView } from './template-view.tsx'

export function MessageView({ message, own }: { message: Message; own: boolean }) {
  switch (message.type) {
    case 'text':
    case 'textV2':
      return (
        <Bubble own={own}>
          <ChatText text={message.text ?? ''} />
        </Bubble>
      )
    case 'flex':
      return message.contents ? <FlexView container={message.contents} /> : <Unknown {...message} />
    case 'template':
      return message.template ? <TemplateView template={message.template} /> : <Unknown {...message} />
    case 'image':
      return (
        <Picture
          url={message.previewImageUrl ?? message.originalContentUrl}
          full={message.originalContentUrl}
          word="画像"
        />
      )
    case 'video':
      return <Picture url={message.previewImageUrl} full={message.originalContentUrl} word="動画" play />
    case 'sticker':
      return (
        <Placeholder icon="heart" word="スタンプ">
          {message.keywords?.slice(0, 2).join('・')}
        </Placeholder>
      )
    case 'audio':
      return <Placeholder icon="talk" word={`音声 ${Math.round((message.duration ?? 0) / 1000)}秒`} />
    case 'location':
      return (
        <Placeholder icon="flag" word={message.title ?? '位置情報'}>
          {message.address}
        </Placeholder>
      )
    case 'coupon':
      return (
        <Placeholder icon="tag" word="クーポン">
          LINEのクーポンとして届きます（{message.couponId}）
        </Placeholder>
      )
    default:
      return <Unknown {...message} />
  }
}

const Unknown = ({ altText, text }: Message) => (
  <Bubble>{altText ?? text ?? 'この形式のメッセージは、シミュレーターでは表示できません。'}</Bubble>
)

const Placeholder = ({ icon, word, children }: { icon: IconName; word: string; children?: ComponentChildren }) => (
  <div class="placeholder">
    <Icon name={icon} size={24} />
    <p>
      <strong>{word}</strong>
      {children && <span class="small soft">{children}</span>}
    </p>
  </div>
)

function Picture({ url, full, word, play = false }: { url?: string; full?: string; word: string; play?: boolean }) {
  const { sheet } = useStore()
  return (
    <button
      type="button"
      class="picture"
      aria-label={`${word}をひらく`}
      onClick={() => {
        sheet.value = full ?? url
      }}
    >
      <img src={url} alt="" />
      {play && (
        <span class="picture-play" aria-hidden="true">
          ▶
        </span>
      )}
    </button>
  )
}

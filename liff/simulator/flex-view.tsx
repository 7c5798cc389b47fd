/** Flex messages: a bubble of blocks, or a carousel of bubbles. Always on a light ground, as their colours were chosen for it. */

import { actionLabel, runAction } from './actions.ts'
import { Carousel } from './carousel.tsx'
import { useStore } from './context.ts'
import * as style from './flex-style.ts'
import type { Action, FlexBlock, FlexBubble, FlexContainer, FlexPart } from './line-message.ts'

const BLOCKS: FlexBlock[] = ['header', 'hero', 'body', 'footer']

export const FlexView = ({ container }: { container: FlexContainer }) =>
  container.type === 'carousel' ? (
    <Carousel>
      {container.contents?.map((bubble, at) => (
        <FlexCard key={at} bubble={bubble} />
      ))}
    </Carousel>
  ) : (
    <FlexCard bubble={container} />
  )

const FlexCard = ({ bubble }: { bubble: FlexBubble }) => (
  <article class="flex" style={{ width: style.bubbleWidth(bubble.size) }}>
    {BLOCKS.map((name) => {
      const part = bubble[name]
      const look = bubble.styles?.[name]
      if (!part) return undefined
      return (
        <div
          key={name}
          class={`flex-${name} ${look?.separator ? 'flex-ruled' : ''}`}
          style={{ background: look?.backgroundColor, borderColor: look?.separatorColor }}
        >
          <Part part={part} />
        </div>
      )
    })}
    <Cover action={bubble.action} />
  </article>
)

function Part({ part, place = {} }: { part: FlexPart; place?: style.Style }) {
  const store = useStore()
  switch (part.type) {
    case 'box':
      return (
        <div class={`flex-box flex-${part.layout}`} style={{ ...style.boxStyle(part), ...place }}>
          {part.contents?.map((child, at) => (
            <Part key={at} part={child} place={style.placeIn(part, child, at)} />
          ))}
          <Cover action={part.action} />
        </div>
      )
    case 'text':
      return (
        <p class={`flex-text ${part.wrap ? 'flex-wrap' : ''}`} style={{ ...style.textStyle(part), ...place }}>
          {part.contents?.length
            ? part.contents.map((span, at) => (
                <span key={at} style={style.textStyle({ ...span, size: span.size ?? part.size })}>
                  {span.text}
                </span>
              ))
            : part.text}
          <Cover action={part.action} />
        </p>
      )
    case 'button': {
      const { action } = part
      if (!action) return null
      return (
        <button
          type="button"
          class={`flex-button flex-button-${part.style ?? 'link'} ${part.height === 'sm' ? 'flex-button-sm' : ''}`}
          style={{ ...style.buttonStyle(part), ...place }}
          onClick={() => runAction(store, action)}
        >
          {actionLabel(action)}
        </button>
      )
    }
    case 'image':
    case 'video':
      return (
        <div class="flex-media" style={place}>
          <img
            src={part.url && part.type === 'image' ? part.url : part.previewUrl}
            alt=""
            style={style.imageStyle(part)}
          />
          <Cover action={part.action} />
        </div>
      )
    case 'icon':
      return <img class="flex-icon" src={part.url} alt="" style={{ ...style.iconStyle(part), ...place }} />
    case 'separator':
      return <hr class="flex-separator" style={{ ...place, flex: 'none', borderColor: part.color }} />
    case 'filler':
    case 'spacer':
      return <span style={{ flex: 1 }} />
    default:
      return null
  }
}

/** Makes a whole box tappable without nesting buttons in buttons: it lies under them. */
function Cover({ action }: { action?: Action }) {
  const store = useStore()
  return action ? (
    <button
      type="button"
      class="flex-cover"
      aria-label={actionLabel(action)}
      onClick={() => runAction(store, action)}
    />
  ) : null
}

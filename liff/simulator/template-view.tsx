/** Template messages: buttons, confirm, carousel, image_carousel. */

import { actionLabel, runAction } from './actions.ts'
import { Carousel } from './carousel.tsx'
import { useStore } from './context.ts'
import type { Action, Column, Template } from './line-message.ts'

export function TemplateView({ template }: { template: Template }) {
  const columns = template.columns ?? []
  switch (template.type) {
    case 'confirm':
      return <TemplateCard column={template} sideBySide />
    case 'carousel':
      return (
        <Carousel>
          {columns.map((column, at) => (
            <TemplateCard key={at} column={column} />
          ))}
        </Carousel>
      )
    case 'image_carousel':
      return (
        <Carousel>
          {columns.map((column, at) => (
            <ImageCard key={at} column={column} />
          ))}
        </Carousel>
      )
    default:
      return <TemplateCard column={template} />
  }
}

const TemplateCard = ({ column, sideBySide = false }: { column: Column; sideBySide?: boolean }) => (
  <div class="template">
    {column.thumbnailImageUrl && <img class="template-image" src={column.thumbnailImageUrl} alt="" />}
    <div class="template-body">
      {column.title && <p class="template-title">{column.title}</p>}
      <p class="template-text">{column.text}</p>
    </div>
    <div class={sideBySide ? 'template-actions template-actions-wide' : 'template-actions'}>
      {column.actions?.map((action, at) => (
        <ActionRow key={at} action={action} />
      ))}
    </div>
  </div>
)

function ActionRow({ action }: { action: Action }) {
  const store = useStore()
  return (
    <button type="button" onClick={() => runAction(store, action)}>
      {actionLabel(action)}
    </button>
  )
}

function ImageCard({ column }: { column: Column }) {
  const store = useStore()
  const { action } = column
  return (
    <button
      type="button"
      class="picture"
      aria-label={action && actionLabel(action)}
      onClick={() => action && runAction(store, action)}
    >
      <img src={column.imageUrl} alt="" />
      {action?.label && <span class="picture-label">{action.label}</span>}
    </button>
  )
}

/**
 * What may a LINE message hold, as far as this phone draws it? Read loosely on purpose: whatever else a message
 * carries is ignored, and a kind we do not know shows its `altText`.
 */

export interface Action {
  type: string
  label?: string
  text?: string
  data?: string
  displayText?: string
  uri?: string
  clipboardText?: string
  inputOption?: string
  fillInText?: string
  richMenuAliasId?: string
}

export interface QuickReply {
  items: Array<{ imageUrl?: string; action: Action }>
}

export interface Column {
  title?: string
  text?: string
  thumbnailImageUrl?: string
  imageUrl?: string
  defaultAction?: Action
  action?: Action
  actions?: Action[]
}

export interface Template extends Column {
  type: string
  columns?: Column[]
}

/** A part of a Flex message: box, text, span, button, image, icon, separator, video or filler. */
export interface FlexPart {
  type: string
  layout?: 'vertical' | 'horizontal' | 'baseline'
  contents?: FlexPart[]
  text?: string
  url?: string
  previewUrl?: string
  action?: Action
  style?: string
  color?: string
  size?: string
  weight?: string
  decoration?: string
  align?: string
  gravity?: string
  wrap?: boolean
  maxLines?: number
  lineSpacing?: string
  flex?: number
  margin?: string
  spacing?: string
  height?: string
  width?: string
  position?: string
  offsetTop?: string
  offsetBottom?: string
  offsetStart?: string
  offsetEnd?: string
  paddingAll?: string
  paddingTop?: string
  paddingBottom?: string
  paddingStart?: string
  paddingEnd?: string
  backgroundColor?: string
  borderColor?: string
  borderWidth?: string
  cornerRadius?: string
  justifyContent?: string
  alignItems?: string
  aspectRatio?: string
  aspectMode?: string
}

export interface BlockStyle {
  backgroundColor?: string
  separator?: boolean
  separatorColor?: string
}

export type FlexBlock = 'header' | 'hero' | 'body' | 'footer'

export interface FlexBubble extends Partial<Record<FlexBlock, FlexPart>> {
  type: string
  size?: string
  action?: Action
  styles?: Partial<Record<FlexBlock, BlockStyle>>
}

export interface FlexContainer extends FlexBubble {
  /** Of a carousel. */
  contents?: FlexBubble[]
}

export interface Message {
  type: string
  text?: string
  altText?: string
  template?: Template
  contents?: FlexContainer
  originalContentUrl?: string
  previewImageUrl?: string
  quickReply?: QuickReply
  sender?: { name?: string; iconUrl?: string }
  couponId?: string
  title?: string
  address?: string
  duration?: number
  keywords?: string[]
  params?: unknown
}

export interface RichMenu {
  chatBarText: string
  selected?: boolean
  size: { width: number; height: number }
  areas: Array<{ bounds: { x: number; y: number; width: number; height: number }; action: Action }>
  imageUrl?: string
}

/** What is LINE's Flex layout in CSS? Pure: a part in, style properties out; what we do not know is left out. */

import type { FlexPart } from './line-message.ts'

export type Style = Record<string, string | number | undefined>

const TEXT = { xxs: 11, xs: 13, sm: 14, md: 16, lg: 19, xl: 22, xxl: 29, '3xl': 35, '4xl': 48, '5xl': 74 }
const SPACE = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 }
const IMAGE = { xxs: 40, xs: 60, sm: 80, md: 100, lg: 120, xl: 140, xxl: 160, '3xl': 180, '4xl': 200, '5xl': 220 }
const BORDER = { none: 0, light: 0.5, normal: 1, medium: 2, 'semi-bold': 3, bold: 4 }
const BUBBLE = { nano: 120, micro: 160, deca: 220, hecto: 241, kilo: 260, mega: 300, giga: 386 }

/** A keyword of the table becomes pixels; `12px` and `20%` stay. */
function length(table: Record<string, number>, value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  const known = table[value]
  if (known !== undefined) return `${known}px`
  return /^\d+(\.\d+)?(px|%)$/.test(value) ? value : undefined
}

export const bubbleWidth = (size = 'mega') => length(BUBBLE, size) ?? '300px'
export const space = (value: string | undefined) => length(SPACE, value)

/** How a part sits in its box; `spacing` is the box's, `at` its place there. */
export function placeIn(box: FlexPart, part: FlexPart, at: number): Style {
  const across = box.layout === 'horizontal' || box.layout === 'baseline'
  const gap = at === 0 ? undefined : space(part.margin ?? box.spacing)
  const share = part.flex ?? (across && part.type !== 'icon' && part.width === undefined ? 1 : 0)
  return {
    [across ? 'marginInlineStart' : 'marginBlockStart']: gap,
    flex: share > 0 ? `${share} ${across ? share : 0} ${across ? 0 : 'auto'}` : '0 0 auto',
    minWidth: across ? 0 : undefined,
    maxWidth: '100%',
    alignSelf: across && box.layout !== 'baseline' ? GRAVITY[part.gravity ?? ''] : undefined,
    ...offsets(part),
  }
}

const GRAVITY: Record<string, string> = { top: 'flex-start', center: 'center', bottom: 'flex-end' }

const offsets = (part: FlexPart): Style =>
  part.position === 'absolute' || part.offsetTop || part.offsetStart || part.offsetBottom || part.offsetEnd
    ? {
        position: part.position ?? 'relative',
        top: space(part.offsetTop),
        bottom: space(part.offsetBottom),
        insetInlineStart: space(part.offsetStart),
        insetInlineEnd: space(part.offsetEnd),
      }
    : {}

export const boxStyle = (box: FlexPart): Style => ({
  flexDirection: box.layout === 'vertical' ? 'column' : 'row',
  alignItems: box.layout === 'baseline' ? 'baseline' : box.alignItems,
  justifyContent: box.justifyContent,
  padding: space(box.paddingAll),
  paddingBlockStart: space(box.paddingTop),
  paddingBlockEnd: space(box.paddingBottom),
  paddingInlineStart: space(box.paddingStart),
  paddingInlineEnd: space(box.paddingEnd),
  background: box.backgroundColor,
  border: box.borderWidth && `${length(BORDER, box.borderWidth) ?? '1px'} solid ${box.borderColor ?? 'transparent'}`,
  borderRadius: space(box.cornerRadius),
  width: space(box.width),
  height: space(box.height),
})

export const textStyle = (text: FlexPart): Style => ({
  fontSize: length(TEXT, text.size ?? 'md'),
  fontWeight: text.weight === 'bold' ? 700 : undefined,
  fontStyle: text.style === 'italic' ? 'italic' : undefined,
  color: text.color,
  textAlign: text.align,
  textDecoration: text.decoration,
  lineHeight: text.lineSpacing ? `calc(1.4em + ${text.lineSpacing})` : undefined,
  WebkitLineClamp: text.wrap && text.maxLines ? text.maxLines : undefined,
})

export const imageStyle = (image: FlexPart): Style => ({
  width: image.size === 'full' ? '100%' : length(IMAGE, image.size ?? 'md'),
  aspectRatio: (image.aspectRatio ?? '1:1').replace(':', ' / '),
  objectFit: image.aspectMode === 'cover' ? 'cover' : 'contain',
  background: image.backgroundColor,
  marginInline: image.align === 'start' ? '0 auto' : image.align === 'end' ? 'auto 0' : 'auto',
})

export const iconStyle = (icon: FlexPart): Style => ({ height: length(TEXT, icon.size ?? 'md') })

export const buttonStyle = (button: FlexPart): Style => ({
  [button.style === 'primary' || button.style === 'secondary' ? 'background' : 'color']: button.color,
})

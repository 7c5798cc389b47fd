/** What does LINE receive for this step? Step → message objects, within LINE's limits or an error (LINE §5). */

import type { messagingApi } from '@line/bot-sdk'
import { type Button, buttonsIn, type Card, type LiffPage, type Message } from './content.ts'
import type { CouponCard } from './coupons.ts'
import { checkLimits, cut, LIMITS } from './limits.ts'
import { fill } from './placeholders.ts'
import type { Step } from './scenario.ts'

export type LineMessage = messagingApi.Message

export interface TextContext {
  /** By placeholder name: `{ お名前: '佐藤' }`. Start from `shopValues(shop)`. */
  values: Readonly<Record<string, string>>
  /** Address of a page of the mini-app; without it such a button answers like any other. */
  liffUrl?: (page: LiffPage, buttonIndex?: number) => string
}

export interface StepContext extends TextContext {
  /** The postback data of the step's n-th button (order of `buttonsOf`). */
  answerData: (buttonIndex: number) => string
  /** Wraps the `url` of a button on the web, for counting clicks. */
  link?: (url: string, buttonIndex: number) => string
  /** What the card of a coupon says; without it the placeholders of the step speak. */
  coupon?: (id: string) => CouponCard | undefined
}

type Answer = (button: Button) => messagingApi.Action

/** What the step sends: its text with its buttons, or its messages. */
export const contentsOf = (step: Pick<Step, 'text' | 'buttons' | 'messages'>): Message[] =>
  step.messages ?? [{ kind: 'text', text: step.text ?? '', buttons: step.buttons }]

/** Does everybody read the very same? Nothing is filled in, promised or counted for the one customer. */
export function isSameForAll(step: Pick<Step, 'text' | 'buttons' | 'messages'>): boolean {
  const contents = contentsOf(step)
  return !(
    contents.some(({ kind }) => kind === 'coupon') ||
    contents
      .flatMap((content) => buttonsIn(content))
      .some(({ url, liff }) => url !== undefined || liff !== undefined) ||
    JSON.stringify(contents).includes('{{')
  )
}

/** One step as LINE messages. Throws `LimitExceeded` rather than return what LINE would refuse. */
export function renderStep(step: Step, context: StepContext): LineMessage[] {
  let index = 0
  const action: Answer = (button) => {
    const { label } = button
    const answer = { type: 'postback' as const, label, data: context.answerData(index), displayText: label }
    const made = open(button, context, index) ?? answer
    index += 1
    return made
  }
  const messages = contentsOf(step).map((content) => render(content, step, context, action))
  checkLimits(messages)
  return messages
}

/** The words of a step for somebody to say, write or enclose: what is not a text is named by its address. */
export function plainText(step: Step, context: TextContext & Pick<StepContext, 'coupon'>): string {
  const said = (content: Message): string => {
    switch (content.kind) {
      case 'text':
        return fill(content.text, context.values)
      case 'card':
        return words(fillCard(content, context))
      case 'carousel':
        return content.cards.map((card) => words(fillCard(card, context))).join('\n\n')
      case 'coupon':
        return words(couponCard(content.coupon, step, context))
      case 'survey':
        return words(fillCard({ title: content.title, text: content.text }, context))
      case 'flex':
        return fill(content.alt, context.values)
      case 'sticker':
        return ''
      default:
        return content.url
    }
  }
  const texts = contentsOf(step).map((content) => said(content).trim())
  return texts.filter((text) => text !== '').join('\n\n')
}

/** A greeting or a reply. Its plain buttons say their own words, as if the customer had typed them. */
export function renderText(text: string, context: TextContext, buttons: readonly Button[] = []): LineMessage {
  const say: Answer = ({ label }) => ({ type: 'message', label, text: label })
  const message = textMessage(text, buttons, context, (button) => open(button, context) ?? say(button))
  checkLimits([message])
  return message
}

/** The action of a button that opens something; undefined when it only answers. */
function open(
  { label, url, liff }: Button,
  context: Partial<StepContext>,
  index?: number,
): messagingApi.Action | undefined {
  if (url) {
    const counted = index !== undefined && url.startsWith('https:') && context.link?.(url, index)
    return { type: 'uri', label, uri: counted || url }
  }
  return liff && context.liffUrl ? { type: 'uri', label, uri: context.liffUrl(liff, index) } : undefined
}

function render(content: Message, step: Step, context: StepContext, action: Answer): LineMessage {
  switch (content.kind) {
    case 'text':
      return textMessage(content.text, content.buttons ?? [], context, action)
    case 'image':
      return { type: 'image', originalContentUrl: content.url, previewImageUrl: content.preview ?? content.url }
    case 'video':
      return { type: 'video', originalContentUrl: content.url, previewImageUrl: content.preview }
    case 'sticker':
      return { type: 'sticker', packageId: content.package, stickerId: content.sticker }
    case 'card':
      return cardMessage(fillCard(content, context), action)
    case 'carousel': {
      const cards = content.cards.map((card) => fillCard(card, context))
      const bubbles = cards.map((card) => ({ ...bubble(card, action), size: 'kilo' as const }))
      return flex(words(cards[0] ?? {}), { type: 'carousel', contents: bubbles })
    }
    case 'coupon':
      return cardMessage({ ...couponCard(content.coupon, step, context), buttons: buttonsIn(content) }, action)
    case 'survey': {
      const { title = 'アンケートのお願い', text } = content
      return cardMessage(fillCard({ title, text, buttons: buttonsIn(content) }, context), action)
    }
    case 'flex':
      return flex(fill(content.alt, context.values), fillDeep(content.contents, context) as messagingApi.FlexContainer)
  }
}

const cardMessage = (card: Card, action: Answer): LineMessage => flex(words(card), bubble(card, action))

/** The coupon's own words are no template: braces in them are shown as they are. */
function couponCard(wanted: string | undefined, step: Step, context: TextContext & Pick<StepContext, 'coupon'>): Card {
  const id = wanted ?? (step.offer === 'none' ? undefined : step.offer.coupon)
  const known = id === undefined ? undefined : context.coupon?.(id)
  return known
    ? { title: known.name, text: known.lines.join('\n') }
    : fillCard({ title: '{{クーポン名}}', text: '有効期限：{{クーポン期限}}' }, context)
}

const fillCard = ({ title, text, ...rest }: Card, { values }: TextContext): Card => ({
  ...rest,
  title: title === undefined ? undefined : fill(title, values).trim(),
  text: text === undefined ? undefined : fill(text, values).trimEnd(),
})

/**
 * Buttons make a Flex bubble and not quick replies: those vanish with the next message,
 * and a customer may answer days later.
 */
function textMessage(text: string, buttons: readonly Button[], context: TextContext, action: Answer): LineMessage {
  const filled = fill(text, context.values).trimEnd()
  if (!buttons.length) return { type: 'text', text: filled }
  checkLimits([{ type: 'text', text: filled }])
  return flex(filled, bubble({ text: filled, buttons: [...buttons] }, action))
}

const flex = (alt: string, contents: messagingApi.FlexContainer): messagingApi.FlexMessage => ({
  type: 'flex',
  altText: cut(alt.trim(), { utf16: LIMITS.altText }),
  contents,
})

const words = (card: Card) => [card.title, card.text?.trim()].filter((text) => text !== undefined).join('\n')

function bubble(card: Card, action: Answer): messagingApi.FlexBubble {
  const line = (text: string, style: Partial<messagingApi.FlexText>): messagingApi.FlexText => ({
    type: 'text',
    text,
    wrap: true,
    ...style,
  })
  const body: messagingApi.FlexText[] = []
  if (card.title) body.push(line(card.title, { size: 'lg', weight: 'bold' }))
  if (card.text) body.push(line(card.text, { size: 'md', lineSpacing: '6px' }))
  const made: messagingApi.FlexBubble = {
    type: 'bubble',
    body: { type: 'box', layout: 'vertical', spacing: 'md', contents: body },
  }
  if (card.image)
    made.hero = { type: 'image', url: card.image, size: 'full', aspectMode: 'cover', aspectRatio: '20:13' }
  if (card.buttons?.length) made.footer = footer(card.buttons, action)
  return made
}

const footer = (buttons: readonly Button[], action: Answer): messagingApi.FlexBox => ({
  type: 'box',
  layout: 'vertical',
  spacing: 'sm',
  contents: buttons.map((button) => ({
    type: 'button',
    style: 'secondary',
    height: 'sm',
    adjustMode: 'shrink-to-fit',
    action: action(button),
  })),
})

/** Fills the strings inside raw Flex one by one, so that no value can change its structure. */
function fillDeep(node: unknown, context: TextContext): unknown {
  if (typeof node === 'string') return fill(node, context.values)
  if (Array.isArray(node)) return node.map((item) => fillDeep(item, context))
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, fillDeep(value, context)]))
}

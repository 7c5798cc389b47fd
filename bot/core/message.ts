/** What does LINE receive for this step? Step → message objects, within LINE's limits or an error (LINE §5). */

import type { messagingApi } from '@line/bot-sdk'
import type { Button, Card, LiffPage, Message } from './content.ts'
import { checkLimits, cut, LIMITS } from './limits.ts'
import { fill } from './placeholders.ts'
import type { Step } from './scenario.ts'

export type LineMessage = messagingApi.Message

export interface TextContext {
  /** By placeholder name: `{ お名前: '佐藤' }`. Start from `shopValues(shop)`. */
  values: Readonly<Record<string, string>>
  /** Address of a page of the mini-app; without it such a button answers like any other. */
  liffUrl?: (page: LiffPage) => string
  /** Wraps a button's `url`, for counting clicks. */
  link?: (url: string) => string
}

export interface StepContext extends TextContext {
  /** The postback data of the step's n-th button (order of `buttonsOf`). */
  answerData: (buttonIndex: number) => string
}

type Answer = (button: Button) => messagingApi.Action

/** One step as LINE messages. Throws `LimitExceeded` rather than return what LINE would refuse. */
export function renderStep(step: Step, context: StepContext): LineMessage[] {
  let index = 0
  const answer: Answer = ({ label }) => ({
    type: 'postback',
    label,
    data: context.answerData(index),
    displayText: label,
  })
  const action: Answer = (button) => {
    const made = open(button, context) ?? answer(button)
    index += 1
    return made
  }
  const contents: Message[] = step.messages ?? [{ kind: 'text', text: step.text ?? '', buttons: step.buttons }]
  const messages = contents.map((content) => render(content, context, action))
  checkLimits(messages)
  return messages
}

/** A greeting or a reply. Its plain buttons say their own words, as if the customer had typed them. */
export function renderText(text: string, context: TextContext, buttons: readonly Button[] = []): LineMessage {
  const say: Answer = ({ label }) => ({ type: 'message', label, text: label })
  const message = textMessage(text, buttons, context, (button) => open(button, context) ?? say(button))
  checkLimits([message])
  return message
}

/** The action of a button that opens something; undefined when it only answers. */
function open({ label, url, liff }: Button, context: TextContext): messagingApi.Action | undefined {
  if (url) return { type: 'uri', label, uri: url.startsWith('https:') && context.link ? context.link(url) : url }
  return liff && context.liffUrl ? { type: 'uri', label, uri: context.liffUrl(liff) } : undefined
}

function render(content: Message, context: TextContext, action: Answer): LineMessage {
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
      return flex(words(content, context), bubble(content, context, action))
    case 'carousel': {
      const bubbles = content.cards.map((card) => ({ ...bubble(card, context, action), size: 'kilo' as const }))
      return flex(words(content.cards[0] ?? {}, context), { type: 'carousel', contents: bubbles })
    }
    case 'flex':
      return flex(fill(content.alt, context.values), fillDeep(content.contents, context) as messagingApi.FlexContainer)
  }
}

/**
 * Buttons make a Flex bubble and not quick replies: those vanish with the next message,
 * and a customer may answer days later.
 */
function textMessage(text: string, buttons: readonly Button[], context: TextContext, action: Answer): LineMessage {
  const filled = fill(text, context.values).trimEnd()
  if (!buttons.length) return { type: 'text', text: filled }
  checkLimits([{ type: 'text', text: filled }])
  return flex(filled, bubble({ text, buttons: [...buttons] }, context, action))
}

const flex = (alt: string, contents: messagingApi.FlexContainer): messagingApi.FlexMessage => ({
  type: 'flex',
  altText: cut(alt.trim(), { utf16: LIMITS.altText }),
  contents,
})

const words = (card: Card, context: TextContext) =>
  [card.title, card.text]
    .filter((text) => text !== undefined)
    .map((text) => fill(text, context.values).trim())
    .join('\n')

function bubble(card: Card, context: TextContext, action: Answer): messagingApi.FlexBubble {
  const line = (text: string, style: Partial<messagingApi.FlexText>): messagingApi.FlexText => ({
    type: 'text',
    text: fill(text, context.values).trimEnd(),
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

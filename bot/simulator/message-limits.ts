/** Would LINE take these messages? The limits that its OpenAPI schemas leave out (LINE §5). */

import { checkAction } from './action-limits.ts'
import { Findings, isObject, type Json } from './characters.ts'
import type { Detail } from './errors.ts'
import { checkFlex } from './flex-limits.ts'
import { checkImagemap } from './imagemap-limits.ts'
import { checkTemplate } from './template-limits.ts'

/** 1..5 messages and everything inside them, in the order LINE would name it. */
export function messageProblems(messages: unknown): Detail[] {
  const found = new Findings()
  found.list(messages, 'messages', [1, 5], (message, at) => {
    if (!found.oneOf(message, 'type', at, Object.keys(MESSAGES))) return
    MESSAGES[String(message.type)]?.(found, message, at)
    checkQuickReply(found, message.quickReply, `${at}.quickReply`)
    checkSender(found, message.sender, `${at}.sender`)
  })
  return found.details
}

const MESSAGES: Record<string, (found: Findings, message: Json, at: string) => void> = {
  text(found, message, at) {
    found.text(message, 'text', at, { max: 5000, required: true })
    if (message.emojis !== undefined)
      found.list(message.emojis, `${at}.emojis`, [0, 20], (emoji, place) => {
        const index = Number(emoji.index)
        if (String(message.text)[index] !== '$') found.add(`${place}.index`, 'Must point at a $ in the text')
      })
  },
  textV2(found, message, at) {
    found.text(message, 'text', at, { max: 5000, required: true })
    if (typeof message.text === 'string') checkPlaceholders(found, message.text, message.substitution, at)
  },
  sticker(found, message, at) {
    found.text(message, 'packageId', at, { max: 20, required: true })
    found.text(message, 'stickerId', at, { max: 20, required: true })
  },
  image(found, message, at) {
    found.mediaUrl(message, 'originalContentUrl', at)
    found.mediaUrl(message, 'previewImageUrl', at)
  },
  video(found, message, at) {
    found.mediaUrl(message, 'originalContentUrl', at)
    found.mediaUrl(message, 'previewImageUrl', at)
    found.text(message, 'trackingId', at, { max: 100 })
  },
  audio(found, message, at) {
    found.mediaUrl(message, 'originalContentUrl', at)
    if (!(typeof message.duration === 'number' && message.duration > 0)) found.add(`${at}.duration`, 'May not be empty')
  },
  location(found, message, at) {
    found.text(message, 'title', at, { max: 100, required: true })
    found.text(message, 'address', at, { max: 100, required: true })
    for (const key of ['latitude', 'longitude'])
      if (typeof message[key] !== 'number') found.add(`${at}.${key}`, 'May not be empty')
  },
  coupon(found, message, at) {
    found.text(message, 'couponId', at, { max: 1000, required: true })
    if (message.deliveryTag !== undefined && !/^[A-Za-z0-9_]{1,30}$/.test(String(message.deliveryTag)))
      found.add(`${at}.deliveryTag`, 'Must match [A-Za-z0-9_]{1,30}')
  },
  imagemap: checkImagemap,
  template: checkTemplate,
  flex: checkFlex,
}

const TYPES_IN_BRACES = /\{\{|\}\}|\{([0-9a-zA-Z_]{1,20})\}|[{}]/g

/** A lone brace is a mistake in textV2: literal ones are doubled. */
function checkPlaceholders(found: Findings, text: string, substitution: unknown, at: string): void {
  const known = isObject(substitution) ? substitution : {}
  if (Object.keys(known).length > 100) found.add(`${at}.substitution`, 'Size must be between 0 and 100')
  for (const [all, key] of text.matchAll(TYPES_IN_BRACES)) {
    if (key !== undefined && !(key in known)) found.add(`${at}.substitution`, `${key} must be specified`)
    else if (all.length === 1) found.add(`${at}.text`, 'Literal braces must be doubled')
  }
}

function checkQuickReply(found: Findings, quickReply: unknown, at: string): void {
  if (quickReply === undefined) return
  if (!isObject(quickReply)) {
    found.add(at, 'Must be an object')
    return
  }
  found.list(quickReply.items, `${at}.items`, [1, 13], (item, place) => {
    if (item.type !== undefined) found.oneOf(item, 'type', place, ['action'])
    found.mediaUrl(item, 'imageUrl', place, false)
    if (isObject(item.action)) checkAction(found, item.action, `${place}.action`, 'quickReply')
    else found.add(`${place}.action`, 'May not be empty')
  })
}

function checkSender(found: Findings, sender: unknown, at: string): void {
  if (!isObject(sender)) return
  found.text(sender, 'name', at, { max: 20 })
  if (/\bLINE\b/i.test(String(sender.name ?? ''))) found.add(`${at}.name`, 'May not contain a reserved word')
  found.mediaUrl(sender, 'iconUrl', at, false)
}

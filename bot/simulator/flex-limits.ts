/** Does this Flex message keep LINE's limits? (LINE §5.3; KB is read as 1000 bytes of minified UTF-8 JSON) */

import { checkAction } from './action-limits.ts'
import { type Findings, isObject, type Json } from './characters.ts'

const BUBBLE_BYTES = 30_000
const CAROUSEL_BYTES = 50_000
const ANIMATIONS = 10
const SIZES = ['nano', 'micro', 'deca', 'hecto', 'kilo', 'mega', 'giga']

const bytes = (value: unknown) => {
  const json = JSON.stringify(value)
  return json.length * 3 <= BUBBLE_BYTES ? json.length : new TextEncoder().encode(json).length
}

export function checkFlex(found: Findings, message: Json, at: string): void {
  found.text(message, 'altText', at, { max: 1500, required: true })
  const contents = message.contents
  const place = `${at}.contents`
  if (!isObject(contents)) {
    found.add(place, 'May not be empty')
    return
  }
  if (!found.oneOf(contents, 'type', place, ['bubble', 'carousel'])) return
  if (contents.type === 'bubble') checkBubble(found, contents, place)
  else checkCarousel(found, contents, place)
  const animations = JSON.stringify(contents).match(/"animated":true/g)?.length ?? 0
  if (animations > ANIMATIONS) found.add(place, `There may be at most ${ANIMATIONS} animated images`)
}

function checkCarousel(found: Findings, carousel: Json, at: string): void {
  found.list(carousel.contents, `${at}.contents`, [1, 12], (bubble, place) => {
    if (found.oneOf(bubble, 'type', place, ['bubble'])) checkBubble(found, bubble, place)
  })
  const bubbles = (Array.isArray(carousel.contents) ? carousel.contents : []).filter(isObject)
  if (new Set(bubbles.map((bubble) => bubble.size ?? 'mega')).size > 1)
    found.add(`${at}.contents`, 'All bubbles in a carousel must have the same size')
  if (bytes(carousel) > CAROUSEL_BYTES) found.add(at, `The carousel is larger than ${CAROUSEL_BYTES / 1000} KB`)
}

function checkBubble(found: Findings, bubble: Json, at: string): void {
  if (bytes(bubble) > BUBBLE_BYTES) found.add(at, `The bubble is larger than ${BUBBLE_BYTES / 1000} KB`)
  if (bubble.size !== undefined) found.oneOf(bubble, 'size', at, SIZES)
  if (bubble.direction !== undefined) found.oneOf(bubble, 'direction', at, ['ltr', 'rtl'])
  for (const block of ['header', 'body', 'footer']) {
    const box = bubble[block]
    if (isObject(box) && found.oneOf(box, 'type', `${at}.${block}`, ['box']))
      component(found, box, `${at}.${block}`, '')
  }
  if (isObject(bubble.hero) && found.oneOf(bubble.hero, 'type', `${at}.hero`, ['box', 'image', 'video']))
    component(found, bubble.hero, `${at}.hero`, '')
  if (isObject(bubble.action)) checkAction(found, bubble.action, `${at}.action`, 'flex')
}

const COMPONENTS: Record<string, (found: Findings, part: Json, at: string) => void> = {
  box(found, box, at) {
    const known = found.oneOf(box, 'layout', at, ['horizontal', 'vertical', 'baseline'])
    if (!Array.isArray(box.contents)) return found.add(`${at}.contents`, 'May not be empty')
    for (const [index, child] of box.contents.entries()) {
      const place = `${at}.contents[${index}]`
      if (!isObject(child)) found.add(place, 'Must be an object')
      else component(found, child, place, known ? String(box.layout) : '')
    }
  },
  text(found, text, at) {
    if (Array.isArray(text.contents) && text.contents.length > 0) {
      found.list(text.contents, `${at}.contents`, [1, 1000], (span, place) =>
        found.oneOf(span, 'type', place, ['span']),
      )
    } else if (typeof text.text !== 'string' || text.text === '') found.add(`${at}.text`, 'must be non-empty text')
  },
  button(found, button, at) {
    if (isObject(button.action)) checkAction(found, button.action, `${at}.action`, 'flexButton')
    else found.add(`${at}.action`, 'May not be empty')
  },
  image(found, image, at) {
    found.mediaUrl(image, 'url', at)
    checkRatio(found, image, at)
  },
  icon(found, icon, at) {
    found.mediaUrl(icon, 'url', at)
    checkRatio(found, icon, at)
  },
  video(found, video, at) {
    found.mediaUrl(video, 'url', at)
    found.mediaUrl(video, 'previewUrl', at)
    if (isObject(video.altContent)) component(found, video.altContent, `${at}.altContent`, '')
    else found.add(`${at}.altContent`, 'May not be empty')
  },
  separator() {},
  filler() {},
}

/** `parent` is the layout of the box around it: icons live in baseline boxes only. */
function component(found: Findings, part: Json, at: string, parent: string): void {
  if (!found.oneOf(part, 'type', at, Object.keys(COMPONENTS))) return
  if (part.type === 'icon' && parent !== 'baseline') found.add(at, 'An icon must be in a baseline box')
  if (parent === 'baseline' && !['icon', 'text', 'filler'].includes(String(part.type)))
    found.add(at, `A ${part.type} must not be in a baseline box`)
  COMPONENTS[String(part.type)]?.(found, part, at)
  if (part.type !== 'button' && isObject(part.action)) checkAction(found, part.action, `${at}.action`, 'flex')
}

function checkRatio(found: Findings, part: Json, at: string): void {
  if (part.aspectRatio === undefined) return
  const [width, height] = String(part.aspectRatio).split(':').map(Number)
  if (!width || !height || height > 3 * width)
    found.add(`${at}.aspectRatio`, 'The height must be at most 3 times the width')
}

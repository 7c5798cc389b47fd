/** Does LINE accept this message? Its limits and its two ways of counting characters (LINE §5). */

/** LINE §5.2–5.4. `altText` is our own: LINE takes 1,500, but older clients show 400. */
export const LIMITS = {
  messages: 5,
  text: 5000,
  altText: 400,
  label: 20,
  flexLabel: 40,
  postbackData: 300,
  actionText: 300,
  uri: 1000,
  mediaUrl: 2000,
  bubbleBytes: 30_000,
  carouselBytes: 50_000,
  carouselBubbles: 12,
  buttons: 4,
  menuName: 300,
  menuBar: 14,
  menuAreas: 20,
  menuAlias: 32,
} as const
export type Limit = keyof typeof LIMITS

/** A message LINE would refuse. `limit` names the rule, so that `check` can say which. */
export class LimitExceeded extends Error {
  readonly limit: Limit
  readonly actual: number
  constructor(limit: Limit, actual: number, detail = '') {
    super(`LINE limit ${limit}: ${actual} is not within ${LIMITS[limit]}${detail && ` (${detail})`}`)
    this.name = 'LimitExceeded'
    this.limit = limit
    this.actual = actual
  }
}

const graphemes = new Intl.Segmenter('ja', { granularity: 'grapheme' })

/** LINE's default count: UTF-16 code units (LINE §5.1). */
export const utf16Length = (text: string): number => text.length

/** LINE's count for labels, displayText and action texts: what a reader sees as one character (LINE §5.1). */
export function graphemeLength(text: string): number {
  let count = 0
  for (const _ of graphemes.segment(text)) count += 1
  return count
}

const utf8 = new TextEncoder()

export const byteLength = (value: unknown): number => utf8.encode(JSON.stringify(value)).length

/** The beginning of a text within both limits, never splitting a character; a cut is marked by 「…」. */
export function cut(text: string, limit: { utf16?: number; graphemes?: number }): string {
  const utf16 = limit.utf16 ?? Number.POSITIVE_INFINITY
  const most = limit.graphemes ?? Number.POSITIVE_INFINITY
  // Every grapheme is at least one unit, so a text short in units needs no segmenting.
  if (text.length <= utf16 && text.length <= most) return text
  let kept = ''
  let room = ''
  let count = 0
  for (const { segment } of graphemes.segment(text)) {
    count += 1
    if (count > most || kept.length + segment.length > utf16) return utf16 > 0 ? `${room}…` : ''
    if (count < most && kept.length + segment.length < utf16) room = kept + segment
    kept += segment
  }
  return kept
}

const within = (limit: Limit, actual: number, detail?: string) => {
  if (actual > LIMITS[limit] || actual < 1) throw new LimitExceeded(limit, actual, detail)
}

/** What a reader sees as one character is at least one unit: a text short in units needs no segmenting. */
const withinGraphemes = (limit: Limit, text: string, detail: string) =>
  within(limit, text.length <= LIMITS[limit] ? text.length : graphemeLength(text), detail)

type Json = { [key: string]: unknown }
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Throws `LimitExceeded` unless LINE takes these messages in one request (LINE §5.2–5.4). */
export function checkLimits(messages: readonly object[]): void {
  within('messages', messages.length)
  for (const message of messages as Json[]) {
    if (message.type === 'text') within('text', utf16Length(String(message.text)))
    if (message.type === 'flex') checkFlex(message)
    checkInside(message)
  }
}

function checkFlex(message: Json): void {
  within('altText', utf16Length(String(message.altText)))
  const contents = message.contents as Json
  const carousel = contents.type === 'carousel'
  const bubbles = carousel ? (contents.contents as unknown[]) : [contents]
  within('carouselBubbles', bubbles.length)
  for (const bubble of bubbles) within('bubbleBytes', byteLength(bubble))
  if (carousel) within('carouselBytes', byteLength(contents))
}

/** Actions and addresses sit at any depth of a Flex message. */
function checkInside(node: unknown): void {
  if (Array.isArray(node)) for (const item of node) checkInside(item)
  if (!isObject(node)) return
  for (const key of ['url', 'originalContentUrl', 'previewImageUrl', 'previewUrl'])
    if (typeof node[key] === 'string') within('mediaUrl', utf16Length(node[key]), key)
  if (isObject(node.action)) checkAction(node.action)
  for (const value of Object.values(node)) checkInside(value)
}

function checkAction(action: Json): void {
  if (typeof action.label === 'string') withinGraphemes('flexLabel', action.label, action.label)
  if (action.type === 'postback') within('postbackData', utf16Length(String(action.data)))
  if (action.type === 'uri') within('uri', utf16Length(String(action.uri)))
  for (const key of ['text', 'displayText'])
    if (typeof action[key] === 'string') withinGraphemes('actionText', action[key], key)
}

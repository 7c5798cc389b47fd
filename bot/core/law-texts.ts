/** What does the customer read, and what stands in one speech bubble? Texts with their places, for the law lint. */

import { type Folded, folded } from './law-fold.ts'
import type { Replies } from './replies.ts'
import type { Step } from './scenario.ts'
import type { Path } from './source.ts'

export interface Words {
  path: Path
  text: string
  folded: Folded
}

/** What is seen at one glance: a condition in the next bubble does not count. */
export interface Bubble {
  words: Words[]
  /** Everything in it, folded. */
  kana: string
}

const READ_KEYS = new Set(['text', 'title', 'alt', 'altText', 'label', 'displayText'])
/** Keys of a survey that hold names for machines, not words for people. */
const TECHNICAL = /^(?:id|kind|type|signals?|url|when|wall|walls|column|pattern|caution|\$schema)$/

type Reads = (key: string) => boolean
const MESSAGE: Reads = (key) => READ_KEYS.has(key)

/** Every readable string at any depth, with its path. `caution` blocks are left out (DOMAIN §5.3). */
function wordsIn(value: unknown, path: Path, reads: Reads): Words[] {
  const found: Words[] = []
  const pending: { inner: unknown; at: Path; read: boolean }[] = [{ inner: value, at: path, read: true }]
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { inner, at, read } = next
    if (typeof inner === 'string') {
      if (read) found.push({ path: at, text: inner, folded: folded(inner) })
    } else if (Array.isArray(inner))
      for (let index = inner.length - 1; index >= 0; index -= 1)
        pending.push({ inner: inner[index], at: [...at, index], read })
    else if (typeof inner === 'object' && inner !== null)
      for (const [key, part] of Object.entries(inner).reverse())
        if (key !== 'caution') pending.push({ inner: part, at: [...at, key], read: reads(key) })
  }
  return found
}

/** `deadline`: whether `{{クーポン期限}}` will be a day, not its fallback. */
function bubble(words: Words[], deadline = false): Bubble {
  const kana = words.map(({ folded }) => folded.kana).join('\n')
  return { words, kana: deadline ? kana : kana.replaceAll(/\{\{ ?くーぽん期限 ?\}\}/g, '') }
}

/** The bubbles of a step in reading order. */
export function bubblesOfStep(step: Step, path: Path): Bubble[] {
  const deadline = step.at.from === 'coupon_deadline' || (step.offer !== 'none' && step.offer.coupon !== undefined)
  const own = [
    ...(step.text === undefined ? [] : wordsIn(step.text, [...path, 'text'], MESSAGE)),
    ...wordsIn(step.buttons ?? [], [...path, 'buttons'], MESSAGE),
  ]
  const units = (step.messages ?? []).flatMap((message, index): [unknown, Path][] => {
    const at = [...path, 'messages', index]
    if (message.kind !== 'carousel') return [[message, at]]
    return message.cards.map((card, position) => [card, [...at, 'cards', position]])
  })
  return [...(own.length ? [own] : []), ...units.map(([value, at]) => wordsIn(value, at, MESSAGE))].map((words) =>
    bubble(words, deadline),
  )
}

/** The bubbles of replies.yaml; the customers' own `words` are not ours to judge. */
export function bubblesOfReplies(replies: Replies): Bubble[] {
  const { signals, keywords, survey, link, ...named } = replies
  const units: [unknown, Path][] = [
    ...Object.entries(named).map(([key, reply]): [unknown, Path] => [reply, [key]]),
    ...Object.entries(signals).map(([key, reply]): [unknown, Path] => [reply, ['signals', key]]),
    ...keywords.map((reply, index): [unknown, Path] => [reply, ['keywords', index]]),
    ...Object.entries(survey).map(([key, text]): [unknown, Path] => [text, ['survey', key]]),
    ...Object.entries(link).map(([key, text]): [unknown, Path] => [text, ['link', key]]),
  ]
  return units.map(([value, path]) => bubble(wordsIn(value, path, MESSAGE)))
}

/** One text alone. */
export const bubbleOf = (text: string, path: Path): Bubble => bubble(wordsIn(text, path, MESSAGE))

/** Everything a survey says, whatever its keys are called; each text is judged by itself. */
export const bubblesOfSurvey = (value: unknown): Bubble[] =>
  wordsIn(value, [], (key) => !TECHNICAL.test(key)).map((words) => bubble([words]))

/** Where does a button's name break, and how large may it be? Two lines of about the same length, between words. */

import { cutTo, textWidth } from './svg-text.ts'

const SMALLEST = 0.62
const STEP = 0.06
/** A break at one of these is no worse than none. */
const AFTER = /[・、。 　／/]$/u
const NOT_FIRST = /^[、。，．」』）】〕！？ー・ぁぃぅぇぉっゃゅょァィゥェォッャュョ]/u

export interface LabelLines {
  lines: string[]
  /** Of the type, in the drawing's points. */
  size: number
  /** Of the widest line. */
  width: number
}

/** @param size the largest the type may be; it shrinks to under two thirds before anything is cut */
export function labelLines(label: string, room: number, size: number): LabelLines {
  for (let share = 1; share >= SMALLEST; share -= STEP) {
    const lines = inTwo(label, room, size * share)
    if (lines) return { lines, size: size * share, width: widest(lines, size * share) }
  }
  const least = size * SMALLEST
  const lines = [cutTo(label, room, least)]
  return { lines, size: least, width: widest(lines, least) }
}

const widest = (lines: string[], size: number) => Math.max(...lines.map((line) => textWidth(line, size)))

/** They belong to the word before. */
const PARTICLE = /^[にのをはがとでもへ]$/u

/** One line, or the best two; undefined when neither fits. */
function inTwo(label: string, room: number, size: number): string[] | undefined {
  if (textWidth(label, size) <= room) return [label]
  const fitting = breaks(label)
    .map(({ lines, cost }) => ({ lines, width: widest(lines, size), cost: widest(lines, size) + cost * size }))
    .filter(({ width }) => width <= room)
    .sort((a, b) => a.cost - b.cost)
  return fitting[0]?.lines
}

function breaks(label: string): { lines: [string, string]; cost: number }[] {
  const words = [...new Intl.Segmenter('ja', { granularity: 'word' }).segment(label)]
  return words.slice(1).flatMap(({ index, segment }) => {
    const lines: [string, string] = [label.slice(0, index), label.slice(index)]
    if (NOT_FIRST.test(lines[1])) return []
    return [{ lines, cost: PARTICLE.test(segment) ? 3 : AFTER.test(lines[0]) ? 0 : 1 }]
  })
}

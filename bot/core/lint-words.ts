/** Is each step easy to read, and still sent when it is a little late? Lengths and lateness, step by step (DOMAIN §6.5). */

import { graphemeLength } from './limits.ts'
import { type Scenario, type Step, sendWithinMinutes } from './scenario.ts'
import type { Shop } from './shop.ts'
import type { Path } from './source.ts'

export interface WordFinding {
  code: string
  path: Path
  message: string
}

/** DOMAIN §6.5: recommended for one bubble; LINE itself takes 5,000. */
const COMFORTABLE = 300
const A_DAY = 24 * 60

export function wordFindings(scenario: Scenario, { guard }: Pick<Shop, 'guard'>): WordFinding[] {
  const stale = guard.stale_after * A_DAY
  return scenario.steps.flatMap((step, index) => {
    const path = ['steps', index]
    const long = bubblesOf(step).flatMap(({ text, path: inside }): WordFinding[] => {
      const length = graphemeLength(text.trim())
      if (length <= COMFORTABLE) return []
      const message = `1つのふきだしは${COMFORTABLE}文字までがおすすめです（いま${length}文字）。二つに分けるか、短くしてください。`
      return [{ code: 'H141', path: [...path, ...inside], message }]
    })
    const late: WordFinding = {
      code: 'W142',
      path: [...path, 'overdue', 'send_within'],
      message: `予定から${guard.stale_after}日を過ぎたお知らせは送られません。send_within を ${guard.stale_after}d までにしてください。`,
    }
    return sendWithinMinutes(step) > stale ? [...long, late] : long
  })
}

function bubblesOf({ text, messages = [] }: Step): { text: string; path: Path }[] {
  const inside = messages.flatMap((message, index) =>
    message.kind === 'text' ? [{ text: message.text, path: ['messages', index, 'text'] }] : [],
  )
  return text === undefined ? inside : [{ text, path: ['text'] }]
}

/** How is an entry of a simulation said to a shop owner? For the command line and the drawing alike. */

import { FACT_NAMES } from './names.ts'
import { buttonsOf, type Scenario } from './scenario.ts'
import type { Entry } from './simulate.ts'
import { PURPOSES } from './vocabulary.ts'
import { parseWhen, whenInJapanese } from './when.ts'

export const VERDICTS: Record<Entry['verdict'], string> = {
  sent: '送る',
  held: '保留',
  denied: '送らない',
  skipped: '見送り',
}

export interface Speaker {
  /** 「成功体験」; the step's own name when the scenario does not know it. */
  purpose: (step: string) => string
  /** Why it did not go out; empty for what was sent. */
  reason: (entry: Entry) => string
}

/** Knows the scenario's words: a signal is called by the button that raises it. */
export function speakerFor(scenario: Scenario): Speaker {
  const steps = new Map(scenario.steps.map((step) => [step.id, step]))
  const dictionary: Record<string, string> = { ...FACT_NAMES }
  for (const { label, signal } of scenario.steps.flatMap(buttonsOf)) if (signal) dictionary[signal] ??= label
  return {
    purpose: (id) => {
      const purpose = steps.get(id)?.purpose
      return purpose ? PURPOSES[purpose] : id
    },
    reason: ({ step, code, reason = '' }) => {
      const when = code === 'S_WHEN' ? parseWhen(steps.get(step)?.when ?? '').ok : undefined
      if (!when) return reason
      return when.kind === 'not'
        ? `「${whenInJapanese(when.of, dictionary)}」に当てはまるため、お送りしません。`
        : `「${whenInJapanese(when, dictionary)}」に当てはまらないため、お送りしません。`
    },
  }
}

/** 「24日目 19:30 定期のご案内：保留。理由」 */
export const inWords = (entry: Entry, speaker: Speaker): string =>
  `${entry.day}日目 ${entry.at.slice(11, 16)} ${speaker.purpose(entry.step)}：${VERDICTS[entry.verdict]}。${speaker.reason(entry)}`

/** What a reader sees first of a message, without the salutation. */
export function firstWords({ messages }: Entry): string {
  const [first] = messages
  const whole = first ? ('text' in first ? first.text : 'altText' in first ? first.altText : '') : ''
  const lines = whole.split('\n').filter((line) => line.trim() !== '')
  const body = lines.length > 1 && /(さま|様|さん)$/.test(lines[0]?.trim() ?? '') ? lines.slice(1) : lines
  return body.join(' ').replace(/^[^、。]{1,45}(さま|様|さん)、/, '')
}

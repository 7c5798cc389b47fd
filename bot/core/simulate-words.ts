/** How is an entry of a simulation said to a shop owner? For the command line and the drawing alike. */

import type { Scenario } from './scenario.ts'
import type { Entry } from './simulate.ts'
import { PURPOSES } from './vocabulary.ts'

export const VERDICTS: Record<Entry['verdict'], string> = {
  sent: '送る',
  held: '保留',
  denied: '送らない',
  skipped: '見送り',
}

/** 「成功体験」; the step's own name when the scenario does not know it. */
export type Naming = (step: string) => string

export function namingOf({ steps }: Pick<Scenario, 'steps'>): Naming {
  const purposes = new Map(steps.map(({ id, purpose }) => [id, PURPOSES[purpose]]))
  return (step) => purposes.get(step) ?? step
}

/** 「24日目 19:30 定期のご案内：保留。理由」 */
export const inWords = ({ day, at, step, verdict, reason = '' }: Entry, naming: Naming): string =>
  `${day}日目 ${at.slice(11, 16)} ${naming(step)}：${VERDICTS[verdict]}。${reason}`

/** What a reader sees first of a message, without the salutation. */
export function firstWords({ messages }: Entry): string {
  const [first] = messages
  const whole = first ? ('text' in first ? first.text : 'altText' in first ? first.altText : '') : ''
  const lines = whole.split('\n').filter((line) => line.trim() !== '')
  const body = lines.length > 1 && /(さま|様|さん)$/.test(lines[0]?.trim() ?? '') ? lines.slice(1) : lines
  return body.join(' ').replace(/^[^、。]{1,45}(さま|様|さん)、/, '')
}

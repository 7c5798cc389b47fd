/** How does a condition of the file read to the merchant? 「used or success_felt」 in the words on the buttons. */

import { FACT_NAMES } from './names.ts'
import { buttonsOf, type Scenario } from './scenario.ts'
import { WALL_SIGNALS } from './wall-signal.ts'
import { parseWhen, whenInJapanese } from './when.ts'

/** A signal is told by the buttons that raise it; what has no word keeps its name. */
export function conditionInJapanese(condition: string, scenario: Pick<Scenario, 'steps'>): string {
  const parsed = parseWhen(condition)
  if (!parsed.ok) return condition
  const raised = scenario.steps.flatMap(buttonsOf).flatMap(({ label, signal }) => (signal ? [{ label, signal }] : []))
  const words = new Map<string, string>(Object.entries({ ...FACT_NAMES, ...WALL_SIGNALS }))
  for (const [signal, buttons] of Map.groupBy(raised, ({ signal }) => signal))
    if (!words.has(signal))
      words.set(signal, `「${[...new Set(buttons.map(({ label }) => label))].join('・')}」とお答え`)
  return whenInJapanese(parsed.ok, Object.fromEntries(words))
}

/** Does a survey ask about health without consent? (DOMAIN §5.5: 要配慮個人情報) */

import { rule, spotIn } from './law-find.ts'
import type { Breach } from './law-rules.ts'
import { bubblesOfSurvey } from './law-texts.ts'
import type { Path } from './source.ts'

const HEALTH = rule(/病歴|通院|服薬|妊娠|アレルギー|既往/)

/** A question is free to ask when it, or anything around it, says `sensitive: true`. */
export function sensitiveQuestions(value: unknown): Breach[] {
  return bubblesOfSurvey(value).flatMap(({ words }) => {
    const spot = spotIn(words, HEALTH)
    if (!spot || agreed(value, spot.words.path)) return []
    const health = spot.words.text.slice(spot.start, spot.end)
    const message = `「${health}」は、同意をいただいてからおたずねする情報です（個人情報保護法）。→ この質問に sensitive: true を付けるか、病気や体のことをたずねない質問にしてください。`
    return [{ path: spot.words.path, offset: spot.start, code: 'W530', message }]
  })
}

function agreed(value: unknown, path: Path): boolean {
  let inner = value
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null) return false
    const { sensitive } = inner as { sensitive?: unknown }
    if (sensitive === true || sensitive === 'はい') return true
    inner = (inner as Record<PropertyKey, unknown>)[key]
  }
  return false
}

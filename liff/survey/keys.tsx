/** A scale as keys like a telephone's: two rows for ten or eleven steps, one for five. */

import type { AnswerValue, SheetQuestion } from '../../bot/core/liff-pages.ts'
import { type Pick, usePick } from './pick.ts'

interface Props extends Pick {
  question: SheetQuestion
  value: AnswerValue | undefined
}

export function Keys({ question, value, ...pick }: Props) {
  const { group, tapped } = usePick(pick)
  const { min = 1, max = 5, low, high } = question
  const steps = Array.from({ length: max - min + 1 }, (_, step) => min + step)
  const columns = steps.length > 5 ? Math.ceil(steps.length / 2) : steps.length
  const meaning = (step: number) => (step === min ? low : step === max ? high : undefined)
  return (
    <div {...group} class="keys">
      <p class="keys-end small soft" aria-hidden="true">
        {low && `${min}　${low}`}
      </p>
      <div class="keys-grid" style={{ '--columns': columns }}>
        {steps.map((step) => (
          <label key={step} class="key figure">
            <input
              type="radio"
              name={pick.name}
              checked={value === step}
              aria-label={[step, meaning(step)].filter((part) => part !== undefined).join(' ')}
              onClick={tapped(step)}
            />
            <span aria-hidden="true">{step}</span>
          </label>
        ))}
      </div>
      <p class="keys-end keys-high small soft" aria-hidden="true">
        {high && `${max}　${high}`}
      </p>
    </div>
  )
}

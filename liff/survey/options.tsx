/** One of a few in rows for the thumb; many short ones stand side by side. */

import type { AnswerValue } from '../../bot/core/liff-pages.ts'
import { type Pick, usePick } from './pick.ts'

interface Props extends Pick {
  options: { value: string | number; label: string; mark?: string }[]
  value: AnswerValue | undefined
}

const MANY = 10

export function Options({ options, value, ...pick }: Props) {
  const { group, tapped } = usePick(pick)
  const longest = Math.max(...options.map(({ label }) => label.length))
  const columns = options.length < MANY || longest > 8 ? 1 : longest > 4 ? 2 : 3
  return (
    <div {...group} class={columns > 1 ? 'options options-small' : 'options'} style={{ '--columns': columns }}>
      {options.map((option) => (
        <label key={option.value} class="option">
          <input type="radio" name={pick.name} checked={value === option.value} onClick={tapped(option.value)} />
          {option.mark && <span class="option-mark figure">{option.mark}</span>}
          <span class="option-label">{option.label}</span>
        </label>
      ))}
    </div>
  )
}

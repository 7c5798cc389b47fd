/** Answers in one's own words: one text, or a few words in order. */

import type { AnswerValue } from '../../bot/core/liff-pages.ts'

interface Props<T> {
  value: T
  onAnswer: (value: AnswerValue | undefined) => void
}

/** What the server takes (`AnswerValue`). */
const MOST_TEXT = 2000
const MOST_WORD = 100

export const Words = ({ value, onAnswer }: Props<string>) => (
  <div class="words">
    <textarea
      rows={5}
      maxLength={MOST_TEXT}
      value={value}
      aria-labelledby="asked"
      aria-describedby="problem count"
      onInput={(event) => onAnswer(event.currentTarget.value || undefined)}
    />
    <p id="count" class="count small soft figure">
      {value && 'あと'}
      {(MOST_TEXT - value.length).toLocaleString('ja-JP')}文字{!value && 'まで'}
    </p>
  </div>
)

export const Recall = ({ most, value, onAnswer }: Props<string[]> & { most: number }) => (
  <ol class="recall">
    {Array.from({ length: most }, (_, place) => (
      <li key={place}>
        <span class="option-mark figure" aria-hidden="true">
          {place + 1}
        </span>
        <input
          type="text"
          maxLength={MOST_WORD}
          value={value[place] ?? ''}
          aria-label={`${place + 1}つ目`}
          aria-describedby="asked problem"
          enterkeyhint="next"
          autocomplete="off"
          onInput={(event) => {
            const text = event.currentTarget.value
            const words = Array.from({ length: most }, (_, at) => (at === place ? text : (value[at] ?? '')))
            onAnswer(words.some(Boolean) ? words : undefined)
          }}
        />
      </li>
    ))}
  </ol>
)

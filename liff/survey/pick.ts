/** Was this answer picked with a finger? The arrow keys pick on their way, and must not turn the page. */

import { useRef } from 'preact/hooks'
import type { AnswerValue } from '../../bot/core/liff-pages.ts'

export interface Pick {
  name: string
  onAnswer: (value: AnswerValue) => void
  onPicked: () => void
}

export function usePick({ onAnswer, onPicked }: Pick) {
  const keyed = useRef(false)
  return {
    group: {
      role: 'radiogroup' as const,
      'aria-labelledby': 'asked',
      'aria-describedby': 'problem',
      onKeyDown: () => {
        keyed.current = true
      },
      onPointerDown: () => {
        keyed.current = false
      },
    },
    /** Not `change`: who comes back and taps the same answer again also wants to go on. */
    tapped: (value: AnswerValue) => () => {
      onAnswer(value)
      if (!keyed.current) onPicked()
    },
  }
}

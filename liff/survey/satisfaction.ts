/** Which words stand beside the five steps? The shop's own at the ends, plain ones between. */

import type { SheetQuestion } from '../../bot/core/liff-pages.ts'

const BETWEEN: Record<number, string> = { 4: '満足', 3: 'どちらともいえない', 2: 'やや不満' }

export function satisfactionOptions({
  low,
  high,
  min = 1,
  max = 5,
}: Pick<SheetQuestion, 'low' | 'high' | 'min' | 'max'>) {
  const words: Record<number, string> = { ...BETWEEN, [max]: high ?? 'とても満足', [min]: low ?? '不満' }
  return Array.from({ length: max - min + 1 }, (_, step) => max - step).map((value) => ({
    value,
    mark: String(value),
    label: words[value] ?? '',
  }))
}

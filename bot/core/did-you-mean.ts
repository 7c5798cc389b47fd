/** Which of these words was probably meant? For 「…のことですか？」. */

/**
 * The nearest candidate by edit distance (about one slip in three characters; of two letters with one changed it is another word), or
 * one whose Japanese word contains it, or whose last part it is. Full-width letters are no slip.
 */
export function didYouMean(
  written: string,
  candidates: readonly string[],
  japanese: Readonly<Record<string, string>> = {},
): string | undefined {
  const word = written.normalize('NFKC').trim()
  const near = candidates
    .map((candidate) => ({ candidate, slips: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, slips }) => slips <= allowed(word, candidate))
    .sort((a, b) => a.slips - b.slips)[0]?.candidate
  const title = (candidate: string) => japanese[candidate] ?? ''
  const fitting = candidates.filter((one) => word.length > 1 && (title(one).includes(word) || one.endsWith(`:${word}`)))
  return near ?? fitting.find((one) => title(one) === word) ?? fitting[0]
}

function allowed(word: string, candidate: string): number {
  const length = Math.max(word.length, candidate.length)
  return length < 3 && word.length === candidate.length ? 0 : Math.max(1, Math.floor(length / 3))
}

/** Edit distance in which two swapped letters are one slip; long words are cut, a slip further on no longer matters. */
function distance(from: string, to: string): number {
  const [a, b] = [[...from.slice(0, 60)], [...to.slice(0, 60)]]
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)]
  const cell = (i: number, j: number) => rows[i]?.[j] ?? 0
  for (let i = 1; i <= a.length; i += 1) {
    rows[i] = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      const slips = [cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + same]
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] && i > 1 && j > 1) slips.push(cell(i - 2, j - 2) + 1)
      rows[i]?.push(Math.min(...slips))
    }
  }
  return cell(a.length, b.length)
}

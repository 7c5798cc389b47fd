/** Is every name given once? Two things of one name, and one of them would never be meant. */

import { type Problem, problem } from './problem.ts'
import type { Path, Source } from './source.ts'

/** Where names stand: the list, the key in each entry, and what the merchant calls such a thing. */
const LISTS: readonly [list: string, key: string, what: string][] = [
  ['hypotheses', 'id', '仮説'],
  ['products', 'sku', '商品'],
  ['products', 'id', '商品'],
  ['touchpoints', 'id', '接点'],
]

/** Names inside one file. Steps have their own number (E111, structure.ts); coupons and questions their schemas. */
export function duplicateNames(value: unknown, source: Source, file: string): Problem[] {
  return LISTS.flatMap(([list, key, what]) => {
    const seen = new Set<unknown>()
    return entriesOf(value, list).flatMap((entry, index): Problem[] => {
      const name = isMapping(entry) ? entry[key] : undefined
      if (typeof name !== 'string') return []
      if (!seen.has(name)) {
        seen.add(name)
        return []
      }
      const path: Path = [list, index, key]
      return [problem(file, source.at(path), 'E131', `${what}「${name}」が二つあります。名前を変えてください。`)]
    })
  })
}

/** Files of one kind and name in different folders: only one of them could be published. */
export function duplicateFiles(files: readonly { file: string; kind: string; name: string }[]): Problem[] {
  const first = new Map<string, string>()
  return files.flatMap(({ file, kind, name }): Problem[] => {
    const before = first.get(`${kind}/${name}`)
    if (before === undefined) {
      first.set(`${kind}/${name}`, file)
      return []
    }
    const message = `同じ名前のファイルがもう一つあります（${before}）。どちらかを消すか、名前を変えてください。`
    return [problem(file, { line: 1, column: 1 }, 'E132', message)]
  })
}

type Mapping = Readonly<Record<string, unknown>>
const isMapping = (value: unknown): value is Mapping => typeof value === 'object' && value !== null

const entriesOf = (value: unknown, list: string): unknown[] => {
  const entries = isMapping(value) ? value[list] : undefined
  return Array.isArray(entries) ? entries : []
}

/** Where in the file is this value? YAML text → plain value, with a way back to line and column. */

import { type Document, isMap, isNode, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml'

export interface Place {
  line: number
  column: number
}
export type Path = readonly PropertyKey[]

/** A parsed YAML text that can tell the place of everything in it. */
export class Source {
  readonly text: string
  readonly document: Document.Parsed
  readonly #lines = new LineCounter()

  constructor(text: string) {
    this.text = text.replace(/^\uFEFF/, '')
    this.document = parseDocument(this.text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      stringKeys: true,
      // The parser compares every key with every other; yaml-problems.ts looks for duplicates in one pass.
      uniqueKeys: false,
    })
  }

  place(offset: number): Place {
    const { line, col } = this.#lines.linePos(Math.max(0, Math.min(offset, this.text.length)))
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }

  get lineCount(): number {
    return this.#lines.lineStarts.length
  }

  lineText({ line }: Place): string {
    const start = this.#lines.lineStarts[line - 1] ?? 0
    return this.text.slice(start, this.#lines.lineStarts[line] ?? this.text.length).replace(/\r?\n$/, '')
  }

  /** The value's place; for something missing, that of the nearest thing around it. */
  at(path: Path): Place {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = this.#node(path.slice(0, length))
      if (node?.range) return this.place(node.range[0])
    }
    return { line: 1, column: 1 }
  }

  /** A single value as it stands in the file: 「007」 and not 7. */
  written(path: Path): string | undefined {
    const node = this.#node(path)
    return isScalar(node) && node.range ? this.text.slice(node.range[0], node.range[1]) : undefined
  }

  /** The place of a key inside a mapping. */
  atKey(path: Path, key: string): Place {
    const map = this.#node(path)
    const pair = isMap(map)
      ? map.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key)
      : undefined
    return isScalar(pair?.key) && pair.key.range ? this.place(pair.key.range[0]) : this.at(path)
  }

  /** The place of some words inside a text value, `offset` characters further on. */
  within(path: Path, words: string, offset = 0): Place {
    const range = this.#node(path)?.range
    const found = range ? this.text.slice(range[0], range[1]).indexOf(words) : -1
    return range && found >= 0 ? this.place(range[0] + found + offset) : this.at(path)
  }

  #node(path: Path): Node | undefined {
    const node = path.length ? this.document.getIn(path, true) : this.document.contents
    return isNode(node) ? node : undefined
  }
}

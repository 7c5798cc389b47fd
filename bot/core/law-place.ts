/** Where in the file do these words stand, and has a named person confirmed them? (DOMAIN §5.3) */

import { isAlias, isMap, isNode, isScalar, isSeq, type Node, type Scalar, visit, type YAMLMap } from 'yaml'
import type { Path, Place, Source } from './source.ts'

export interface Places {
  /** The place of the unit at `offset` of the text at this path. */
  at(path: Path, offset: number): Place
  /** Who vouches for it: `# 確認済み: 名前` beside the value, or alone on the line above it. */
  confirmedBy(path: Path, offset: number): string | undefined
}

const CONFIRMED = /(?<=^|[\s])#[ \t\u3000]*確認済み[ \t\u3000]*[:：][ \t\u3000]*([^\s#][^\r\n]*)/gm

export function placesIn(source: Source): Places {
  const anchors = new Map<string, Node>()
  const children = new Map<YAMLMap, Map<string, unknown>>()
  const offsets = new Map<Scalar, number[] | undefined>()
  let comments: Map<number, Comment> | undefined

  if (/[*]/.test(source.text))
    visit(source.document, {
      Node: (_key, node) => void ('anchor' in node && node.anchor && anchors.set(node.anchor, node)),
    })

  /** The text at a path; a value written short (a button's label alone) stands for what is inside it. */
  function scalarAt(path: Path): Scalar | undefined {
    let node: unknown = source.document.contents
    for (const key of path) {
      if (isAlias(node)) node = anchors.get(node.source)
      if (isMap(node)) node = childOf(node, String(key))
      else if (isSeq(node)) node = node.items[Number(key)]
      else break
    }
    if (isAlias(node)) node = anchors.get(node.source)
    return isScalar(node) ? node : undefined
  }

  function childOf(map: YAMLMap, key: string): unknown {
    let known = children.get(map)
    if (!known) {
      known = new Map(map.items.map((pair) => [String(isScalar(pair.key) ? pair.key.value : pair.key), pair.value]))
      children.set(map, known)
    }
    return known.get(key)
  }

  function offsetIn(path: Path, offset: number): number | undefined {
    const scalar = scalarAt(path)
    if (!scalar?.range || typeof scalar.value !== 'string') return undefined
    if (!offsets.has(scalar)) offsets.set(scalar, align(scalar.value, source.text, scalar))
    return offsets.get(scalar)?.[offset]
  }

  return {
    at(path, offset) {
      const found = offsetIn(path, offset)
      return found === undefined ? source.at(path) : source.place(found)
    },
    confirmedBy(path, offset) {
      comments ??= commentsIn(source)
      if (!comments.size) return undefined
      const { line } = this.at(path, offset)
      const scalar = scalarAt(path)
      const first = scalar?.range ? source.place(scalar.range[0]).line : line
      const above = comments.get(first - 1)
      return (comments.get(line) ?? comments.get(first) ?? (above?.alone ? above : undefined))?.name
    },
  }
}

interface Comment {
  name: string
  /** Nothing else stands on its line. */
  alone: boolean
}

/** The confirming comments by line. The same words inside a text are no comment: they would be sent. */
function commentsIn(source: Source): Map<number, Comment> {
  const found = new Map<number, Comment>()
  const candidates = [...source.text.matchAll(CONFIRMED)]
  if (!candidates.length) return found
  const texts: [start: number, end: number][] = []
  visit(source.document, {
    Scalar: (_key, node) => {
      if (isNode(node) && node.range) texts.push([begin(source.text, node), node.range[1]])
    },
  })
  let next = 0
  for (const { 0: whole, 1: name = '', index } of candidates) {
    while ((texts[next]?.[1] ?? Number.POSITIVE_INFINITY) <= index) next += 1
    if ((texts[next]?.[0] ?? Number.POSITIVE_INFINITY) <= index) continue
    const place = source.place(index)
    const alone = source.lineText(place).trim() === whole.trim()
    found.set(place.line, { name: name.trim().slice(0, 40), alone })
  }
  return found
}

const isBlock = (scalar: Scalar) => scalar.type === 'BLOCK_LITERAL' || scalar.type === 'BLOCK_FOLDED'

/** Where a scalar's words begin: after its quote, or on the line after its `|`. */
function begin(text: string, scalar: Scalar): number {
  const [start = 0, end = start] = scalar.range ?? []
  if (isBlock(scalar)) {
    const line = text.indexOf('\n', start)
    return line < 0 ? end : Math.min(line + 1, end)
  }
  return start
}

const SPACE = ' \t\r\n'
const ESCAPED_SPACE = 'nrt \t\r\n'
const DIGITS: Record<string, number> = { x: 2, u: 4, U: 8 }

/**
 * For each unit of a value its offset in the YAML. Indentation, folding and escapes change spaces only,
 * so what a reader sees stands in the same order in both. Undefined when the two do not agree.
 */
function align(value: string, text: string, scalar: Scalar): number[] | undefined {
  const double = scalar.type === 'QUOTE_DOUBLE'
  const end = scalar.range?.[1] ?? 0
  const found: number[] = []
  let at = begin(text, scalar) + (double || scalar.type === 'QUOTE_SINGLE' ? 1 : 0)
  for (let unit = 0; unit < value.length; unit += 1) {
    const wanted = value.charAt(unit)
    if (SPACE.includes(wanted)) {
      found.push(at)
      continue
    }
    while (at < end)
      if (SPACE.includes(text.charAt(at))) at += 1
      else if (double && text.charAt(at) === '\\' && ESCAPED_SPACE.includes(text.charAt(at + 1))) at += 2
      else break
    if (at >= end) return undefined
    found.push(at)
    if (double && text.charAt(at) === '\\') {
      const digits = DIGITS[text.charAt(at + 1)]
      const code = digits ? Number.parseInt(text.slice(at + 2, at + 2 + digits), 16) : 0
      if (code > 0xffff) {
        unit += 1
        found.push(at)
      }
      at += 2 + (digits ?? 0)
    } else if (text.charAt(at) !== wanted) return undefined
    else at += scalar.type === 'QUOTE_SINGLE' && wanted === "'" ? 2 : 1
  }
  return found
}

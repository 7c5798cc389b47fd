/** What did the merchant get wrong in writing YAML? The parser's errors as Japanese sentences with the fix (DOMAIN §4.5). */

import { type Alias, isAlias, isScalar, type Scalar, visit, type YAMLMap, type YAMLSeq } from 'yaml'
import { type Problem, problem } from './problem.ts'
import type { Place, Source } from './source.ts'

const DUPLICATE: Sentence = ['E005', '同じ名前のキーが二つあります。どちらかを消してください。']
const QUOTE = '文を " " で囲むか、「|」のあとで改行して書いてください。'

type Sentence = [code: string, message: string]

/** By `yaml`'s error code: our code and the sentence. */
const SENTENCES = {
  TAB_AS_INDENT: ['E002', '字下げにタブが入っています。半角の空白2つにしてください。'],
  BAD_INDENT: ['E006', '字下げがそろっていません。上の行と同じ深さにそろえてください。'],
  BAD_SCALAR_START: ['E007', `文のはじめに、そのままでは使えない記号があります。${QUOTE}`],
  UNEXPECTED_TOKEN: ['E007', `ここに続く文字を読めません。記号ではじまる文は、${QUOTE}`],
  BAD_ALIAS: ['E007', `「*」ではじまる文は、そのままでは書けません。${QUOTE}`],
  TAG_RESOLVE_FAILED: ['E007', `「!」ではじまる文は、そのままでは書けません。${QUOTE}`],
  BAD_DIRECTIVE: ['E007', `「%」ではじまる行は書けません。${QUOTE}`],
  NON_STRING_KEY: ['E007', `「{」や「[」ではじまる文は、そのままでは書けません。${QUOTE}`],
  BAD_DQ_ESCAPE: ['E007', '" " の中に「\\」があります。「\\\\」と二つ重ねるか、\' \' で囲んでください。'],
  BLOCK_AS_IMPLICIT_KEY: ['E009', `文の中に「: 」（コロンと空白）があります。${QUOTE}`],
  MULTILINE_IMPLICIT_KEY: ['E009', '何行かにわたる文は、「text: |」のように「|」のあとで改行して書いてください。'],
  MULTIPLE_DOCS: ['E014', '「---」で区切られています。1つのファイルに書けるのは1つだけです。'],
  RESOURCE_EXHAUSTION: ['E012', '入れ子が深すぎて読めません。'],
} satisfies Record<string, Sentence>

type Slip = [code: string, message: string, column: number]

/** Slips one can see from the line itself, whatever the parser made of them. The column is counted from 1. */
export function slipIn(line: string): Slip | undefined {
  const wide = /^[ \t]*(?=[\u3000\u00A0])/.exec(line)
  if (wide) {
    const which = line[wide[0].length] === '\u3000' ? '全角の空白' : '特別な空白（ほかのソフトから写したもの）'
    return ['E001', `字下げに${which}が入っています。半角の空白2つにしてください。`, wide[0].length + 1]
  }
  const tab = /^ *(?=\t)/.exec(line)
  if (tab) return [...SENTENCES.TAB_AS_INDENT, tab[0].length + 1]
  const [, before, mark] = /^( *)([ー－−‐–—])[ \u3000]*(?=[A-Za-z_]\w*[:：])/.exec(line) ?? []
  if (mark)
    return ['E004', `「${mark}」は全角です。半角の「- 」（ハイフンと空白）にしてください。`, (before?.length ?? 0) + 1]
  const dash = /^( *)-[^\s-]/.exec(line)
  if (dash) return ['E004', '「-」のあとに、半角の空白を1つ入れてください。', (dash[1]?.length ?? 0) + 1]
  const [, left, several] = /^( *(?:- +)?)(at|offer|overdue|audience): +[a-z_]+: /.exec(line) ?? []
  if (several)
    return ['E009', `「${several}: {名前: 値, 名前: 値}」のように { } で囲んでください。`, (left?.length ?? 0) + 1]
  const [, indent = '', key, colon, next = ''] =
    /^( *(?:- +)?)([A-Za-z_]\w*)(：|:(?=[^\t\n\r /]|\s+[｛［]))\s*(.?)/.exec(line) ?? []
  const slip = (code: string, message: string): Slip => [code, message, indent.length + 1]
  if (colon === '：')
    return slip('E003', `「${key}」のあとのコロンが全角です。半角の「: 」（コロンと空白）にしてください。`)
  if (next === '｛' || next === '［') return slip('E003', `「${key}」の「${next}」が全角です。${HALF_BRACKETS}`)
  if (colon && line[indent.length + String(key).length + 1] === '\u3000')
    return slip('E004', `「${key}:」のあとの空白が全角です。半角の空白を1つ入れてください。`)
  return colon ? slip('E004', `「${key}:」のあとに、半角の空白を1つ入れてください。`) : undefined
}

const HALF_BRACKETS = '半角の [ ] や { } と「, 」で書いてください。'

type Misplaced = [place: Place, sentence: Sentence]

/** A line that stands too deep or not deep enough: the parser complains of what it took it for. */
function misplaced(source: Source, { line }: Place, code: string): Misplaced | undefined {
  const textOf = (one: number) => source.lineText({ line: one, column: 1 })
  const depth = (one: number) => textOf(one).search(/\S|$/)
  const isBlank = (one: number) => textOf(one).trim() === ''
  const isKey = /^ *(?:- +)?[A-Za-z_]\w*:(?:\s|$)/.test(textOf(line))
  const tell = (at: number, message: string): Misplaced => [{ line: at, column: depth(at) + 1 }, ['E006', message]]
  if (isKey) {
    let below = line + 1
    while (below < source.lineCount && isBlank(below)) below += 1
    const [, deeper] = /^ *([A-Za-z_]\w*):(?:\s|$)/.exec(textOf(below)) ?? []
    return code === 'BLOCK_AS_IMPLICIT_KEY' && deeper && depth(below) > textOf(line).search(/[A-Za-z_]/)
      ? tell(below, `「${deeper}」の字下げが深すぎます。上の行と同じ深さにそろえてください。`)
      : undefined
  }
  // Back to the 「text: |」 whose words these were meant to be.
  let above = line - 1
  while (above > 0 && !BAR.test(textOf(above))) above -= 1
  const [, opener] = BAR.exec(textOf(above)) ?? []
  const column = textOf(above).search(/[A-Za-z_]/)
  for (let between = above + 1; between < line; between += 1)
    if (!isBlank(between) && depth(between) <= column) return undefined
  return opener && depth(line) <= column && !/^ *(?:-(?: |$)|#)/.test(textOf(line))
    ? tell(line, `「${opener}: |」の文の字下げが足りません。「${opener}」より半角の空白2つぶん深くそろえてください。`)
    : undefined
}

/** `text: |` with nothing behind it. */
const BAR = /([A-Za-z_]\w*): *[|>][-+0-9]*\s*(?:#.*)?$/

function sentence(error: { code: string; message: string }): Sentence {
  if (error.code === 'MISSING_CHAR') {
    if (/quote/.test(error.message))
      return ['E008', '引用符が閉じられていません。文の終わりにも同じ引用符を付けてください。']
    if (/Tags and anchors/.test(error.message)) return SENTENCES.TAG_RESOLVE_FAILED
    if (/Sequence item|indent/.test(error.message)) return SENTENCES.BAD_INDENT
    if (/Implicit map keys/.test(error.message))
      return ['E009', '「名前: 値」の形になっていません。文の続きなら、「|」のあとで改行して書いてください。']
  }
  if (/Flow|must be sufficiently indented/.test(error.message))
    return ['E008', '「[」か「{」が閉じられていません。行の終わりに「]」か「}」を付けてください。']
  if (/Block scalar header/.test(error.message)) return ['E007', '「|」のあとには何も書かず、改行してください。']
  return Object.hasOwn(SENTENCES, error.code)
    ? SENTENCES[error.code as keyof typeof SENTENCES]
    : ['E010', `YAMLとして読めません（${error.message}）。`]
}

/** Everything wrong or doubtful about the way the file is written; one problem a line. */
export function yamlProblems(source: Source, file: string): Problem[] {
  const found = new Map<number, Problem>()
  const add = (place: Place, [code, message]: Sentence) => {
    if (!found.has(place.line)) found.set(place.line, problem(file, place, code, message))
  }
  const errors = [...source.document.errors, ...source.document.warnings].sort((a, b) => a.pos[0] - b.pos[0])
  let lost = false
  for (const error of errors) {
    const place = source.place(error.pos[0])
    const line = source.lineText(place)
    const slip = slipIn(line)
    // Once the parser has lost its way, what it says next only confuses; slips one can see stay true.
    if (slip) add({ line: place.line, column: slip[2] }, [slip[0], slip[1]])
    else if (!lost) add(...(misplaced(source, place, error.code) ?? [place, sentence(error)]))
    lost = true
  }
  if (lost) return [...found.values()]
  visit(source.document, { Map: (_key, map) => duplicates(map) })
  const aliases = new Set<string>()
  const anchors = new Set<string>()
  visit(source.document, {
    Alias: (_key, alias) => void aliases.add(alias.source),
    Value: (_key, node) => void (node.anchor && anchors.add(node.anchor)),
  })
  visit(source.document, {
    Alias: (_key, alias: Alias) => {
      if (!anchors.has(alias.source)) add(placeOf(alias), SENTENCES.BAD_ALIAS)
    },
    Node: (key, node) => {
      // 「text: &注意 です」 would silently lose its first word.
      if (!isAlias(node) && node.anchor && !aliases.has(node.anchor))
        add(placeOf(node), ['E007', `「&」ではじまる文は、そのままでは書けません。${QUOTE}`])
      if (isScalar(node) && key === 'value') doubts(node)
    },
    Seq: (_key, list) => unparted(list),
  })
  return [...found.values()]

  function placeOf(node: { range?: [number, number, number] | null }) {
    return source.place(node.range?.[0] ?? 0)
  }

  function duplicates(map: YAMLMap) {
    const seen = new Set<unknown>()
    for (const { key } of map.items) {
      if (!isScalar(key)) continue
      if (seen.has(key.value)) add(placeOf(key), DUPLICATE)
      seen.add(key.value)
    }
  }

  /** 「[はい、いいえ]」 is one button and not two. */
  function unparted({ flow, items }: YAMLSeq) {
    for (const item of flow ? items : [])
      if (isScalar(item) && item.type === 'PLAIN' && (items.length === 1 ? /[、，]/ : /，/).test(String(item.value)))
        add(placeOf(item), [
          'W019',
          '全角の「、」「，」では分かれません。分けるときは半角の「, 」に、一つの言葉なら " " で囲んでください。',
        ])
  }

  /** Written in a way YAML accepts but reads differently than meant. */
  function doubts(node: Scalar) {
    if (!node.range) return
    const [start, end] = node.range
    if (node.type === 'BLOCK_FOLDED' && /\S[^\n]*\n[^\n]*\S/.test(source.text.slice(start, end).replace(/^.*\n/, '')))
      return add(source.place(start), ['W017', '「>」では改行が空白になります。改行を残すときは「|」にしてください。'])
    if (node.type !== 'PLAIN') return
    if (/^｜[ \u3000]*\r?\n/.test(source.text.slice(start, end)))
      return add(source.place(start), ['E003', '「｜」が全角です。半角の「|」にしてください。'])
    if (source.text.slice(start, end).includes('\n'))
      add(source.place(start), ['W017', '改行が空白になります。改行を残すときは「|」のあとで改行して書いてください。'])
    if (/^[ \t]+#[^\s#]/.test(source.text.slice(end, end + 20)))
      add(source.place(end), [
        'W018',
        '「#」から後ろは覚え書きとして読まれ、送られません。送るときは文を " " で囲んでください。',
      ])
  }
}

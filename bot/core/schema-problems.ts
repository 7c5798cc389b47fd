/** Which part of the file does not follow the language, and how is it put right? zod's issues as Japanese sentences (DOMAIN §4.5). */

import type { z } from 'zod'
import { LIFF_PAGES } from './content.ts'
import { didYouMean } from './did-you-mean.ts'
import { type Problem, problem } from './problem.ts'
import type { Path, Place, Source } from './source.ts'
import { PERSONA_FIELDS } from './survey-file.ts'
import { ANCHORS, BENEFITS, LABELS, OFFER_KINDS, PURPOSES, TOUCHPOINTS, TRIGGERS, WALLS } from './vocabulary.ts'
import { slipIn } from './yaml-problems.ts'

type Issue = z.core.$ZodIssue
type Sentence = [code: string, place: Place, message: string]

/** Japanese beside the values one may choose from. `opportunity` is a purpose and a wall: what fits both is said. */
const JAPANESE: Readonly<Record<string, string>> = {
  ...LABELS,
  ...ANCHORS,
  ...WALLS,
  ...PURPOSES,
  ...BENEFITS,
  ...TOUCHPOINTS,
  ...LIFF_PAGES,
  ...OFFER_KINDS,
  ...TRIGGERS,
  ...PERSONA_FIELDS,
}

const TYPES: Record<string, string> = {
  string: '文字',
  number: '半角の数字',
  int: '半角の整数',
  boolean: 'true か false',
  array: '「- 」か [ , ] で並べたもの',
  object: '「名前: 値」の組',
  record: '「名前: 値」の組',
}

/** A file in which everything is unknown needs no more than this to say so. */
const MOST = 20

/** 「offer」の「kind」 */
const named = (path: Path) =>
  // From the last list on: 「offer」の「kind」 and not 「steps」の「offer」の「kind」.
  path
    .slice(path.findLastIndex((part, index) => typeof part === 'number' && index < path.length - 1) + 1)
    .filter((part) => typeof part === 'string')
    .slice(-2)
    .map((part) => `「${part}」`)
    .join('の') || 'このファイル'

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[part] : undefined,
    value,
  )
}

/** A union says what was wrong with each of its forms; the one that came nearest is what was meant. */
function nearest(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union' || !issue.errors.length) return [issue]
  const forms = issue.errors.map((form) => form.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })))
  const wrongKind = (inner: Issue) =>
    inner.path.length === issue.path.length && (inner.code === 'invalid_type' || inner.code === 'invalid_value')
  const meant =
    forms.filter((form) => !form.some(wrongKind)).sort((a, b) => a.length - b.length)[0] ??
    forms.find((form) => form.some((inner) => inner.code === 'invalid_value')) ??
    forms[0]
  return (meant ?? []).flatMap(nearest)
}

const oneOfThese = (values: readonly unknown[]) => {
  const shown = values.slice(0, 16).map((value) => {
    const word = JAPANESE[String(value)]
    return word ? `${String(value)}（${word}）` : String(value)
  })
  return `次から選んでください：${shown.join('、')}`
}
const perhaps = (word: string | undefined) => (word ? ` → 「${word}」のことですか？` : '')

/** The keys allowed at a path, each with its Japanese title. */
type KeysAt = (path: Path) => Record<string, string>

/** All issues as problems at the place of the value they are about. */
export function schemaProblems(
  issues: readonly Issue[],
  value: unknown,
  source: Source,
  file: string,
  keysAt: KeysAt,
): Problem[] {
  const all = issues.flatMap(nearest)
  const found = all
    .filter((issue) => !isMisspelt(issue, value, all, keysAt) && !isOfAnotherKind(issue, all))
    .flatMap((issue) => sentences(issue, value, source, keysAt))
  const problems = found.map(([code, place, message]) => problem(file, place, code, message))
  // A slip in the writing (E00x) explains the rest; what follows from it would only confuse.
  const slips = problems.filter(({ code }) => code.startsWith('E00'))
  return slips.length ? slips : problems
}

/** 「triger」 is one mistake: the missing 「trigger」, or what its absence breaks, need not be told too. */
function isMisspelt(issue: Issue, value: unknown, all: readonly Issue[], keysAt: KeysAt): boolean {
  if (issue.code === 'custom')
    return all.some(({ code, path }) => code === 'unrecognized_keys' && path.join('\n') === issue.path.join('\n'))
  if (!issue.path.length || issue.code === 'unrecognized_keys' || valueAt(value, issue.path) !== undefined) return false
  const key = String(issue.path.at(-1))
  const around = JSON.stringify(issue.path.slice(0, -1))
  const titles = keysAt(issue.path.slice(0, -1))
  return all.some(
    (other) =>
      other.code === 'unrecognized_keys' &&
      JSON.stringify(other.path) === around &&
      other.keys.some((wrong) => didYouMean(wrong.trim(), [key], titles) !== undefined || slipIn(wrong)),
  )
}

/** Where words stand in the place of a list, nobody counts their letters. */
const isOfAnotherKind = (issue: Issue, all: Issue[]): boolean =>
  (issue.code === 'too_big' || issue.code === 'too_small') &&
  all.some((other) => other.code === 'invalid_type' && other.path.join('\n') === issue.path.join('\n'))

function sentences(issue: Issue, value: unknown, source: Source, keysAt: KeysAt): Sentence[] {
  const { path } = issue
  const given = valueAt(value, path)
  const at = source.at(path)
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, MOST).map((key) => unknownKey(key, path, source, without(keysAt(path), given)))
  if (given === undefined && issue.code !== 'custom') {
    const key = String(path.at(-1))
    return [['E102', at, `「${key}」がありません。書き足してください。`]]
  }
  if (given === null && issue.code !== 'custom') return [['E102', at, `${named(path)}が空です。値を書いてください。`]]
  if (issue.code === 'custom') return [['E107', at, issue.message]]
  if (issue.code === 'invalid_value') return [wrongWord(String(given), issue.values, path, at)]
  if (issue.code === 'invalid_union' && 'options' in issue)
    return [wrongWord(String(given), issue.options as string[], path, at)]
  if (issue.code === 'invalid_type') return [wrongType(issue.expected, given, path, source)]
  if (issue.code === 'invalid_format') return [['E105', at, format(String(given), path)]]
  if (issue.code === 'invalid_key') return [['E105', at, `「${String(path.at(-1))}」という名前は使えません。`]]
  if (issue.code === 'too_big' || issue.code === 'too_small') return [['E106', at, size(issue, path)]]
  return [['E107', at, `${named(path)}を読めません。`]]
}

/** What is written there already was not meant. */
const without = (keys: Record<string, string>, given: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(keys).filter(([key]) => !Object.hasOwn(Object(given), key)))

function unknownKey(key: string, path: Path, source: Source, allowed: Record<string, string>): Sentence {
  const place = source.atKey(path, key)
  const slip = slipIn(key)
  if (slip) return [slip[0], place, slip[1]]
  const where = named(path) === 'このファイル' ? 'ここ' : `${named(path)}の中`
  return [
    'E101',
    place,
    `「${key}」というキーは${where}にはありません。${perhaps(didYouMean(key, Object.keys(allowed), allowed)).trim()}`,
  ]
}

const wrongWord = (given: string, values: readonly unknown[], path: Path, at: Place): Sentence => {
  if (path.at(-1) === 'offer' && Object.hasOwn(OFFER_KINDS, given))
    return [
      'E104',
      at,
      `「offer」は {kind: ${given}, product: 商品} のように書いてください。ご案内がなければ none です。`,
    ]
  const meant = didYouMean(given, values.map(String), JAPANESE)
  return ['E104', at, `${named(path)}に「${given}」は使えません。${oneOfThese(values)}${perhaps(meant)}`]
}

function wrongType(expected: string, given: unknown, path: Path, source: Source): Sentence {
  const at = source.at(path)
  const slip = typeof given === 'string' ? slipIn(given) : undefined
  if (slip) return [slip[0], at, slip[1]]
  return [
    'E103',
    at,
    `${named(path)}には${TYPES[expected] ?? expected}を書いてください。${rightKind(expected, given, path, source)}`,
  ]
}

/** How the value would be written, as far as one can tell. */
function rightKind(expected: string, given: unknown, path: Path, source: Source): string {
  if (expected === 'string' && typeof given !== 'object')
    return `（" " で囲んでください："${source.written(path) ?? String(given)}"）`
  if (typeof given !== 'string') return ''
  if (expected === 'array' && /[［］，、「」]/.test(given))
    return '全角の文字が入っています。半角の [ ] で囲み、半角の「, 」で分けてください。'
  const [number, another] = given.normalize('NFKC').match(/\d+/g) ?? []
  return (expected === 'number' || expected === 'int') && number && !another ? `→ ${Number(number)}` : ''
}

function format(given: string, path: Path): string {
  const wide = given.normalize('NFKC') !== given || /[“”‘’]/.test(given) ? '全角の文字が入っています。' : ''
  const key = path.at(-1)
  const examples: Record<string, string> = {
    time: '「"19:30"」のように、時と分を2桁ずつで',
    send_from: '「"09:00"」のように、時と分を2桁ずつで',
    send_within: '「2d」（2日）や「12h」（12時間）のように',
    url: 'https:// ではじまる番地を',
    image: path.length === 1 ? '半角の英数字で、.png か .jpg で終わるファイル名を' : 'https:// ではじまる画像の番地を',
    color: '「#1f5f5b」のように',
  }
  const how = examples[String(key)] ?? '半角の英数字と _ で（日本語は使えません）'
  return `${named(path)}の「${given}」を読めません。${wide}${how}書いてください。`
}

function size(issue: Extract<Issue, { code: 'too_big' | 'too_small' }>, path: Path): string {
  const unit = issue.origin === 'string' ? '文字' : issue.origin === 'array' ? 'つ' : ''
  if (issue.code === 'too_big') return `${named(path)}は${Number(issue.maximum)}${unit}までです。`
  if (issue.origin === 'string' && Number(issue.minimum) === 1) return `${named(path)}が空です。`
  return `${named(path)}は${Number(issue.minimum)}${unit}以上にしてください。`
}

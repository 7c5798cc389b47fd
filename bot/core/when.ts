/** Is this step meant for this customer? Conditions in words: `used or (success_felt and not negative_answer)`. */

/** A parsed condition. `and` and `or` hold two or more parts. */
export type When = { kind: 'name'; name: string } | { kind: 'not'; of: When } | { kind: 'and' | 'or'; of: When[] }

export interface WhenError {
  /** Japanese, for the merchant. */
  message: string
  /** Where in the text, counted from 0. */
  offset: number
}

/** Longest condition read; also bounds how deep it can nest. */
const LONGEST = 500
const NAME = /^[a-z][a-z0-9_]*/
const FULL_WIDTH: Record<string, string> = { '（': '(', '）': ')', '、': 'or', '，': 'or' }

type Token = { text: string; offset: number }

class Refused extends Error {
  readonly offset: number
  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

/** Reads the grammar of DOMAIN §6.5: names joined by and, or, not and parentheses; not binds before and, and before or. */
export function parseWhen(text: string): { ok: When; error?: undefined } | { ok?: undefined; error: WhenError } {
  try {
    return { ok: new Parser(tokens(text), text.length).whole() }
  } catch (error) {
    if (error instanceof Refused) return { error: { message: error.message, offset: error.offset } }
    throw error
  }
}

function tokens(text: string): Token[] {
  if (text.length > LONGEST) throw new Refused(`条件は${LONGEST}文字までです。`, LONGEST)
  const found: Token[] = []
  let offset = 0
  while (offset < text.length) {
    const here = text.charAt(offset)
    const word = here === '(' || here === ')' ? here : NAME.exec(text.slice(offset))?.[0]
    if (/[ \t\r\n]/.test(here)) offset += 1
    else if (word) {
      found.push({ text: word, offset })
      offset += word.length
    } else
      throw new Refused(
        strange(
          /^(?:\w{1,30}|[&|]{1,2}|[^\s\w()\u3000-\u303F（）&|!,，]{1,30}|.)/u.exec(text.slice(offset))?.[0] ?? here,
        ),
        offset,
      )
  }
  return found
}

const JOINING: Record<string, string> = { '&': 'and', '&&': 'and', '|': 'or', '||': 'or', '!': 'not' }

/** @param found a word, or a character that begins none */
function strange(found: string): string {
  if (found === '\u3000') return '全角の空白が入っています。半角の空白にしてください。'
  const half = FULL_WIDTH[found]
  if (half) return `「${found}」は全角です。半角の「${half}」にしてください。`
  const plain = found.normalize('NFKC').toLowerCase()
  const meant = JOINING[found] ?? (plain !== found && NAME.exec(plain)?.[0] === plain ? plain : undefined)
  if (meant) return `「${found}」は使えません。半角の英小文字で「${meant}」と書いてください。`
  return `条件に「${found}」は使えません。反応の名前（半角の英小文字・数字・_）を and、or、not、( ) でつないでください。`
}

class Parser {
  #at = 0
  readonly #tokens: Token[]
  readonly #end: number
  constructor(list: Token[], end: number) {
    this.#tokens = list
    this.#end = end
  }

  whole(): When {
    const when = this.#joined('or')
    const rest = this.#tokens[this.#at]
    if (!rest) return when
    if (rest.text === ')') throw new Refused('対になる「(」がない「)」があります。', rest.offset)
    throw new Refused(`「${rest.text}」の前に and か or が必要です。`, rest.offset)
  }

  #joined(word: 'or' | 'and'): When {
    const next = () => (word === 'or' ? this.#joined('and') : this.#single())
    const parts = [next()]
    while (this.#tokens[this.#at]?.text === word) {
      this.#at += 1
      parts.push(next())
    }
    return parts.length === 1 ? (parts[0] as When) : { kind: word, of: parts }
  }

  #single(): When {
    const token = this.#tokens[this.#at]
    if (!token) throw new Refused(this.#at ? '条件が途中で終わっています。' : '条件が空です。', this.#end)
    this.#at += 1
    if (token.text === 'not') return { kind: 'not', of: this.#single() }
    if (token.text === '(') return this.#group(token)
    if (token.text === ')' || token.text === 'and' || token.text === 'or')
      throw new Refused(`「${token.text}」の前に反応の名前が必要です。`, token.offset)
    return { kind: 'name', name: token.text }
  }

  #group(open: Token): When {
    const inside = this.#joined('or')
    const close = this.#tokens[this.#at]
    if (!close) throw new Refused('「(」が閉じられていません。「)」を付けてください。', open.offset)
    if (close.text !== ')') throw new Refused(`「${close.text}」の前に and か or が必要です。`, close.offset)
    this.#at += 1
    return inside
  }
}

/** Does the condition hold for a customer of whom exactly these names are true? */
export function evaluate(when: When, names: ReadonlySet<string>): boolean {
  if (when.kind === 'name') return names.has(when.name)
  if (when.kind === 'not') return !evaluate(when.of, names)
  return when.kind === 'and'
    ? when.of.every((part) => evaluate(part, names))
    : when.of.some((part) => evaluate(part, names))
}

/** Every name the condition reads, once each, in order of appearance. */
export function namesIn(when: When): string[] {
  if (when.kind === 'name') return [when.name]
  return when.kind === 'not' ? namesIn(when.of) : [...new Set(when.of.flatMap(namesIn))]
}

/** 「使いはじめた または しっとりした」. Names the dictionary does not know stay as they are. */
export function whenInJapanese(when: When, dictionary: Readonly<Record<string, string>>): string {
  if (when.kind === 'name')
    return Object.hasOwn(dictionary, when.name) ? (dictionary[when.name] ?? when.name) : when.name
  // A `not` around a joined condition, and a joined condition inside another, need their own parentheses.
  const part = (inner: When) => {
    const said = whenInJapanese(inner, dictionary)
    return inner.kind === 'and' || inner.kind === 'or' ? `（${said}）` : said
  }
  if (when.kind === 'not') return `${part(when.of)} ではない`
  return when.of.map(part).join(when.kind === 'and' ? ' かつ ' : ' または ')
}

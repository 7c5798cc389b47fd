/** Are these bytes a text one can check? A file saved in another encoding is named instead of shown garbled (DOMAIN §4.5). */

import { type Problem, problem } from './problem.ts'
import { LARGEST, NOT_TEXT, TOO_LARGE } from './read-file.ts'

export type Decoded = { text: string; problem?: undefined } | { text?: undefined; problem: Problem }

/** A character takes at most three bytes, or four where it counts as two. */
const LARGEST_BYTES = LARGEST * 3
const START = { line: 1, column: 1 }
const UTF16 = [
  [0xff, 0xfe],
  [0xfe, 0xff],
]
/** Enough of the file to tell what it is. */
const SNIFFED = 4096

/** UTF-8, with or without a byte order mark; of anything else what it is and what to do. */
export function decodeScenario(bytes: Uint8Array, file: string): Decoded {
  const refuse = (code: string, message: string): Decoded => ({ problem: problem(file, START, code, message) })
  const head = bytes.subarray(0, SNIFFED)
  if (UTF16.some((mark) => mark.every((byte, index) => head[index] === byte)))
    return refuse('E013', 'UTF-16（Unicode）で保存されています。UTF-8で保存しなおしてください。')
  if (head.includes(0)) return refuse('E016', NOT_TEXT)
  if (bytes.length > LARGEST_BYTES) return refuse('E011', TOO_LARGE)
  const text = decodedAs('utf-8', bytes)
  if (text !== undefined) return { text }
  if (isJapanese(decodedAs('shift_jis', bytes)))
    return refuse(
      'E013',
      'Shift_JISで保存されています。UTF-8で保存しなおしてください（メモ帳では「名前を付けて保存」の文字コード）。',
    )
  if (isJapanese(decodedAs('euc-jp', bytes)))
    return refuse('E013', 'EUC-JPで保存されています。UTF-8で保存しなおしてください。')
  return refuse('E013', '文字化けしています。UTF-8で保存しなおしてください。')
}

function decodedAs(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    // The only way to ask a decoder whether the bytes fit.
    return undefined
  }
}

/** Bytes that fit by chance give half-width kana and rare characters, not sentences. */
function isJapanese(text: string | undefined): boolean {
  if (text === undefined) return false
  const known = text.match(/[ぁ-んァ-ヶ一-龠ー、。\p{ASCII}]/gu)?.length ?? 0
  return known > text.length * 0.9
}

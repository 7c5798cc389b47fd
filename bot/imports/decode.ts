/** In which encoding is this text, and what does it say? Streamed: a file is never whole in memory (DOMAIN §2.3). */

import { AppError } from '../errors.ts'

/** `shift_jis` means Windows-31J here: ①, ㈱, 髙 and 﨑 are in it. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'shift_jis'

/** Opens the text from its beginning; asked for twice, once to find the encoding and once to read. */
export type OpenBytes = () => AsyncIterable<Uint8Array>

const MARKS: [Encoding, number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]
const ZIP = [0x50, 0x4b, 0x03, 0x04]
const NEWLINE = 0x0a
const SNIFFED = 4096

const startsWith = (bytes: Uint8Array, mark: number[]) => mark.every((byte, index) => bytes[index] === byte)

/**
 * What the byte order mark says, else UTF-8 when every byte fits, else Windows-31J when every byte fits.
 * @throws AppError `invalid` for an Excel book, for other binary files, and naming the first line that fits neither
 */
export async function detectEncoding(open: OpenBytes): Promise<Encoding> {
  const head = await firstBytes(open)
  if (startsWith(head, ZIP))
    throw new AppError('invalid', 'Excelブック（.xlsx）です。カートから出力したままのCSVファイルを選んでください。')
  const marked = MARKS.find(([, mark]) => startsWith(head, mark))?.[0]
  if (!marked && head.includes(0)) throw new AppError('invalid', 'CSV（文字のファイル）ではないようです。')
  const candidates: Encoding[] = marked ? [marked] : ['utf-8', 'shift_jis']
  for (const encoding of candidates) if (await fits(open, encoding)) return encoding
  const lines = await Promise.all(candidates.map((encoding) => firstBadLine(open, encoding)))
  const names = marked ? `${marked.toUpperCase()}として` : 'UTF-8でもShift_JISでも'
  throw new AppError('invalid', `${Math.max(...lines)}行目に、${names}読み取れない文字があります。`)
}

const strict = (encoding: Encoding) => new TextDecoder(encoding, { fatal: true, ignoreBOM: false })

/** The text in pieces. The encoding must be the detected one. */
export async function* decode(bytes: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = strict(encoding)
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

async function firstBytes(open: OpenBytes): Promise<Uint8Array> {
  for await (const chunk of open()) return chunk.subarray(0, SNIFFED)
  return new Uint8Array()
}

async function fits(open: OpenBytes, encoding: Encoding): Promise<boolean> {
  try {
    for await (const _ of decode(open(), encoding));
    return true
  } catch (error) {
    if (isBadText(error)) return false
    throw error
  }
}

/** Slow and exact, so only for the error message. */
async function firstBadLine(open: OpenBytes, encoding: Encoding): Promise<number> {
  const decoder = strict(encoding)
  let line = 1
  let read = 0
  let before = 0
  try {
    for await (const chunk of open()) {
      let from = 0
      for (const [index, byte] of chunk.entries()) {
        const isEnd = endsLine(encoding, byte, before, read + index)
        before = byte
        if (!isEnd) continue
        decoder.decode(chunk.subarray(from, index + 1), { stream: true })
        line += 1
        from = index + 1
      }
      decoder.decode(chunk.subarray(from), { stream: true })
      read += chunk.length
    }
    decoder.decode()
  } catch (error) {
    if (!isBadText(error)) throw error
  }
  return line
}

/** A newline byte is never half of a character in UTF-8 and Shift_JIS; in UTF-16 it is half of 上. */
const endsLine = (encoding: Encoding, byte: number, before: number, at: number): boolean => {
  if (encoding === 'utf-16le') return at % 2 === 1 && byte === 0 && before === NEWLINE
  if (encoding === 'utf-16be') return at % 2 === 1 && byte === NEWLINE && before === 0
  return byte === NEWLINE
}

/** A fatal decoder throws a TypeError; the runtimes agree on no more than that. */
const isBadText = (error: unknown) => error instanceof TypeError

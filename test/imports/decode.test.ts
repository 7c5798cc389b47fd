import { describe, expect, test } from 'vitest'
import { decode, detectEncoding } from '../../bot/imports/decode.ts'
import { all, cp932, opens, utf16 } from './texts.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

async function read(bytes: Uint8Array, size?: number) {
  const open = opens(bytes, size)
  const encoding = await detectEncoding(open)
  return { encoding, text: (await all(decode(open(), encoding))).join('') }
}

describe('the encoding is found and the text is whole, wherever the pieces are cut', () => {
  const text = '注文番号,お名前\n1,①㈱髙﨑～－\\\n'
  test.each([1, 2, 3, 5, 1000])('Windows-31J with ①㈱髙﨑 in pieces of %i bytes', async (size) => {
    expect(await read(cp932(text), size)).toEqual({ encoding: 'shift_jis', text })
  })
  test.each([1, 2, 3, 5, 1000])('UTF-8 in pieces of %i bytes', async (size) => {
    expect(await read(utf8(`${text}𠮷`), size)).toEqual({ encoding: 'utf-8', text: `${text}𠮷` })
  })
  test('a UTF-8 byte order mark is no part of the text', async () => {
    expect(await read(utf8(`\ufeff${text}`))).toEqual({ encoding: 'utf-8', text })
  })
  test.each([
    ['utf-16le', true],
    ['utf-16be', false],
  ])('%s by its byte order mark', async (encoding, little) => {
    expect(await read(utf16(text, little), 5)).toEqual({ encoding, text })
  })
  test('plain ASCII is UTF-8', async () => {
    expect((await read(utf8('order_id,total\n1,2\n'))).encoding).toBe('utf-8')
  })
})

describe('what cannot be read is refused with the reason', () => {
  const refusal = (bytes: Uint8Array) => expect(detectEncoding(opens(bytes))).rejects

  test('neither UTF-8 nor Windows-31J: the line that fits neither', async () => {
    const bytes = Buffer.concat([utf8('注文番号\n1\n2,'), Uint8Array.of(0xff, 0xfe, 0x0a), utf8('3\n')])
    await refusal(bytes).toThrow('3行目に、UTF-8でもShift_JISでも読み取れない文字があります。')
  })
  test('a file cut in the middle of its last character', async () => {
    await refusal(cp932('番号\n注文').subarray(0, -1)).toThrow('2行目')
  })
  test.each([true, false])('half of a character in UTF-16 (little-endian %s), after many a 上', async (little) => {
    const bytes = utf16('番号,名\n1,上上上上\n2,上\n3,\ud800,x\n4,y\n', little)
    await refusal(bytes).toThrow(`4行目に、UTF-16${little ? 'LE' : 'BE'}として`)
  })
  test('a wrong byte behind a byte order mark', async () => {
    const bytes = Buffer.concat([utf8('\ufeffa\n'), Uint8Array.of(0x93, 0xfa)])
    await refusal(bytes).toThrow('2行目に、UTF-8として')
  })
  test('an Excel book', async () => {
    await refusal(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0)).toThrow('Excelブック')
  })
  test('some other binary file', async () => {
    await refusal(Uint8Array.of(0x53, 0x51, 0, 1, 2)).toThrow('CSV（文字のファイル）ではない')
  })
  test('an error of the disk is not called a wrong encoding', async () => {
    const broken = async function* () {
      yield utf8('a')
      throw new Error('EIO')
    }
    await expect(detectEncoding(broken)).rejects.toThrow('EIO')
  })
})

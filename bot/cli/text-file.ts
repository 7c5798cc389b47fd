/** A text file of the merchant, decoded as it is read. */

import { createReadStream, statSync } from 'node:fs'
import { AppError } from '../errors.ts'
import { decode, detectEncoding, type Encoding } from '../imports/decode.ts'
import type { Io } from './command.ts'
import { progressBar } from './progress.ts'
import { orSay } from './yaml-files.ts'

export interface TextFile {
  encoding: Encoding
  texts: AsyncIterable<string>
}

/**
 * @throws AppError `invalid` when it is no readable file, or no text
 */
export async function openText(io: Io, path: string): Promise<TextFile> {
  const stat = orSay(path, () => statSync(path))
  // It is read twice: once to find the encoding, once for the rows.
  if (!stat.isFile()) throw new AppError('invalid', `${path} はファイルではありません。`)
  const show = progressBar(io, stat.size)
  const bytes = async function* (): AsyncGenerator<Uint8Array> {
    let read = 0
    for await (const chunk of createReadStream(path)) {
      read += chunk.length
      yield chunk
      show(read)
    }
  }
  try {
    const encoding = await detectEncoding(() => createReadStream(path))
    return { encoding, texts: decode(bytes(), encoding) }
  } catch (error) {
    if (error instanceof AppError) throw new AppError(error.code, `${path}：${error.message}`)
    throw orSay(path, () => {
      throw error
    })
  }
}

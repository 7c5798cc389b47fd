/** A text file of the merchant, decoded as it is read. */

import { createReadStream, type Stats, statSync } from 'node:fs'
import { AppError } from '../errors.ts'
import { decode, detectEncoding, type Encoding } from '../imports/decode.ts'
import type { Io } from './command.ts'
import { progressBar } from './progress.ts'
import { orSay } from './yaml-files.ts'

export interface TextFile {
  encoding: Encoding
  texts: AsyncIterable<string>
}

/** Fewer, larger pieces than a stream's usual 64 kB: each has its price on the way. */
const PIECE = 1 << 18

/**
 * In bytes.
 * @throws AppError `invalid` when it is no readable file
 */
export const sizeOf = (path: string): number => statOf(path).size

/** What it says is not newer than that. */
export const savedAtOf = (path: string): Date => statOf(path).mtime

function statOf(path: string): Stats {
  const stat = orSay(path, () => statSync(path))
  // It is read twice: once to find the encoding, once for the rows.
  if (!stat.isFile()) throw new AppError('invalid', `${path} はファイルではありません。`)
  return stat
}

/**
 * Shows how far it is read.
 * @throws AppError `invalid` when it is no readable file, or no text
 */
export async function openText(io: Io, path: string): Promise<TextFile> {
  return readText(path, progressBar(io, sizeOf(path)))
}

/**
 * @param onRead is told how many bytes are behind
 * @throws AppError `invalid` when it is no readable file, or no text
 */
export async function readText(path: string, onRead: (bytes: number) => void): Promise<TextFile> {
  const open = () => createReadStream(path, { highWaterMark: PIECE })
  const bytes = async function* (): AsyncGenerator<Uint8Array> {
    let read = 0
    for await (const chunk of open()) {
      read += chunk.length
      yield chunk
      onRead(read)
    }
  }
  try {
    const encoding = await detectEncoding(open)
    return { encoding, texts: decode(bytes(), encoding) }
  } catch (error) {
    if (error instanceof AppError) throw new AppError(error.code, `${path}：${error.message}`)
    throw orSay(path, () => {
      throw error
    })
  }
}

/** Which column holds what, as the command line says it: in words, or in a file that was kept. */

import { AppError } from '../errors.ts'
import { type Overrides, readOverrides } from '../imports/mapper.ts'
import { readSavedMap } from '../imports/saved-map.ts'
import type { Io } from './command.ts'
import { openText } from './text-file.ts'

/**
 * The later one wins.
 * @param given each `--map` of the command line
 * @throws AppError `invalid`
 */
export async function readMaps(io: Io, given: readonly string[]): Promise<Overrides> {
  const read = await Promise.all(given.map((map) => (map.includes('=') ? readOverrides(map) : fromFile(io, map))))
  return new Map(read.flatMap((overrides) => [...overrides]))
}

async function fromFile(io: Io, path: string): Promise<Overrides> {
  try {
    const { texts } = await openText({ ...io, isTerminal: false }, path)
    return await readSavedMap(texts)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const why = error.message.startsWith(path) ? error.message : `${path} の${error.message}`
    throw new AppError('invalid', `--map は「列の見出し=項目」か、対応表のファイルです。${why}`)
  }
}

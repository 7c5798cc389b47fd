/** Where are the rows that were not taken? In a file like the one they came from, with the reasons, to be mended and imported. */

import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { writeCsv } from '../core/write-csv.ts'
import { AppError } from '../errors.ts'
import type { RejectedRows } from '../imports/orders.ts'

const LINE = '元の行'
const REASON = '取り込めなかった理由'

export interface RejectedFile {
  begin: (header: { headers: string[]; headerless: boolean }) => void
  add: (rejected: RejectedRows) => void
  /** The file is there from now on; without this nothing is. */
  keep: () => void
  /** To be called at the end, come what may. */
  close: () => void
}

/** @throws AppError `invalid` when it cannot be written, or when it would take the place of the file that is read */
export function rejectedFile(path: string, source: string): RejectedFile {
  if (resolve(path) === resolve(source))
    throw new AppError('invalid', `--rejected には、取り込むファイルとは別の名前をお付けください。`)
  const draft = `${path}.${process.pid}.tmp`
  const file = orSay(path, () => {
    mkdirSync(dirname(path), { recursive: true })
    return openSync(draft, 'w')
  })
  let width = 0
  let isOpen = true
  const write = (cells: string[]) => orSay(path, () => writeSync(file, writeCsv([cells]).replace(/^\uFEFF/, '')))
  const shut = () => {
    if (isOpen) closeSync(file)
    isOpen = false
  }
  return {
    begin({ headers, headerless }) {
      orSay(path, () => writeSync(file, '\uFEFF'))
      // A file of rejected rows that is imported again does not gather reasons.
      const reasons = headers.indexOf(LINE)
      width = reasons >= 0 && headers[reasons + 1] === REASON ? reasons : headers.length
      if (!headerless) write([...headers.slice(0, width), LINE, REASON])
    },
    add({ line: bad, message, rows }) {
      for (const { line, raw } of rows) {
        const cells = Array.from({ length: width }, (_, index) => raw[index] ?? '')
        const reason = line === bad ? message : `同じ注文の${bad}行目が取り込めないため、いっしょに書き出しました。`
        write([...cells, String(line), reason])
      }
    },
    keep() {
      shut()
      orSay(path, () => renameSync(draft, path))
    },
    close() {
      shut()
      rmSync(draft, { force: true })
    },
  }
}

function orSay<T>(path: string, use: () => T): T {
  try {
    return use()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
      throw new AppError('invalid', `${path} に書きこむ権限がありません。`)
    if (code === 'ENOSPC') throw new AppError('invalid', `${path} に書きこめません。ディスクがいっぱいです。`)
    if (code === 'ENOTDIR' || code === 'EEXIST' || code === 'EISDIR')
      throw new AppError('invalid', `${path} はファイルにできません。`)
    throw error
  }
}

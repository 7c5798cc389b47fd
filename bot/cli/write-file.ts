/** A file appears whole or not at all: whoever reads it meanwhile sees the old one. */

import { existsSync, mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '../errors.ts'

/**
 * Makes the folder too.
 * @throws AppError `invalid` in place of the system's words
 */
export function writeWhole(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    // The file itself, not the link that stands for it.
    const target = existsSync(path) ? realpathSync(path) : path
    if (existsSync(target) && statSync(target).isDirectory())
      throw new AppError('invalid', `${path} はフォルダーです。`)
    const draft = `${target}.${process.pid}.tmp`
    try {
      writeFileSync(draft, text, existsSync(target) ? { mode: statSync(target).mode } : {})
      renameSync(draft, target)
    } finally {
      rmSync(draft, { force: true })
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
      throw new AppError('invalid', `${path} に書きこむ権限がありません。`)
    if (code === 'ENOSPC') throw new AppError('invalid', `${path} に書きこめません。ディスクがいっぱいです。`)
    if (code === 'ENOTDIR' || code === 'EEXIST')
      throw new AppError('invalid', `${path} に書きこめません。途中の名前がフォルダーではありません。`)
    throw error
  }
}

/** What would a piece of work do to the shop's database? Done on a copy that is thrown away. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { Io } from './command.ts'
import { withDeps } from './open.ts'

export async function onCopy<T>(io: Io, config: Config, work: (copy: Config) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'fanbelt-'))
  const databasePath = join(folder, 'copy.sqlite')
  try {
    if (existsSync(config.databasePath)) await withDeps(io, config, (deps) => deps.db.raw.backup(databasePath))
    return await work({ ...config, databasePath })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

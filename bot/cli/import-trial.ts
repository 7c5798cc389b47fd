/** What would importing this file do? Found out on a copy that is thrown away. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { Io } from './command.ts'
import { type Imported, type ImportWish, importFile } from './import-file.ts'
import { withDeps } from './open.ts'

export async function tryImport(io: Io, config: Config, wish: ImportWish): Promise<Imported> {
  const folder = mkdtempSync(join(tmpdir(), 'fanbelt-'))
  const databasePath = join(folder, 'copy.sqlite')
  try {
    if (existsSync(config.databasePath)) await withDeps(io, config, (deps) => deps.db.raw.backup(databasePath))
    return await importFile(io, { ...config, databasePath }, { ...wish, isTrial: true })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

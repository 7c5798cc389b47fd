/** What would importing this file do? Found out on a copy of the database that is thrown away. */

import type { Config } from '../config.ts'
import type { Io } from './command.ts'
import { type Imported, type ImportWish, importFile } from './import-file.ts'
import { importKind, type KindImported, type KindWish } from './import-kinds.ts'
import { onCopy } from './trial.ts'

export const tryImport = (io: Io, config: Config, wish: ImportWish): Promise<Imported> =>
  onCopy(io, config, (copy) => importFile(io, copy, { ...wish, isTrial: true }))

/** The same for contracts and shipments. */
export const tryKind = (io: Io, config: Config, wish: KindWish): Promise<KindImported> =>
  onCopy(io, config, (copy) => importKind(io, copy, { ...wish, isTrial: true }))

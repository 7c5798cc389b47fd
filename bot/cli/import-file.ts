/** One file of orders into one database, in batches; or into a copy of it, to see what would happen. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { type JstDate, jstDate } from '../core/calendar.ts'
import type { OrderInput } from '../core/order.ts'
import { recordOrders } from '../flows/record-orders.ts'
import type { Encoding } from '../imports/decode.ts'
import type { Field, Preset } from '../imports/fields.ts'
import type { Overrides } from '../imports/mapper.ts'
import { readOrders } from '../imports/orders.ts'
import type { Rejected } from '../imports/to-order.ts'
import type { Io } from './command.ts'
import { type NodeDeps, publishFirst, withDeps } from './open.ts'
import { openText } from './text-file.ts'

export interface ImportWish {
  path: string
  preset: Preset
  overrides: Overrides
  source?: string
}

/** Counts of orders; `skipped` had been recorded before, word for word. */
export interface Imported {
  inserted: number
  updated: number
  skipped: number
  customers: number
  rejected: Rejected[]
  encoding: Encoding
  /** Field → the header it was read from. */
  columns: Partial<Record<Field, string>>
  /** Headers nothing was read from. */
  unused: string[]
  /** The days of the first and the last order. */
  from?: JstDate
  to?: JstDate
}

const BATCH = 500

/** Recording the same file again changes nothing. */
export async function importFile(io: Io, config: Config, wish: ImportWish): Promise<Imported> {
  const { encoding, texts } = await openText(io, wish.path)
  const counts = { inserted: 0, updated: 0, skipped: 0, customers: 0 }
  const imported: Imported = { ...counts, rejected: [], encoding, columns: {}, unused: [] }
  const orders = readOrders(texts, {
    ...wish,
    onHeader({ columns, headers, unused }) {
      imported.columns = Object.fromEntries([...columns].map(([field, index]) => [field, headers[index]]))
      imported.unused = unused
    },
  })
  await withDeps(io, config, async (deps) => {
    await publishFirst(io, deps)
    await recordAll(deps, orders, imported)
  })
  imported.rejected.sort((a, b) => a.line - b.line)
  return imported
}

/** What importing would do, found out on a copy that is thrown away. */
export async function tryImport(io: Io, config: Config, wish: ImportWish): Promise<Imported> {
  const folder = mkdtempSync(join(tmpdir(), 'fanbelt-'))
  const databasePath = join(folder, 'copy.sqlite')
  try {
    if (existsSync(config.databasePath)) await withDeps(io, config, (deps) => deps.db.raw.backup(databasePath))
    return await importFile(io, { ...config, databasePath }, wish)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function recordAll(deps: NodeDeps, orders: ReturnType<typeof readOrders>, imported: Imported): Promise<void> {
  const importId = deps.newId()
  const customers = new Set<string>()
  let batch: OrderInput[] = []
  const record = async () => {
    for (const { outcome, customerId } of await recordOrders(deps, batch, { importId })) {
      imported[outcome === 'unchanged' ? 'skipped' : outcome] += 1
      customers.add(customerId)
    }
    batch = []
  }
  for await (const read of orders) {
    if ('code' in read) {
      imported.rejected.push(read)
      continue
    }
    const on = jstDate(read.order.ordered_at)
    if (!imported.from || on < imported.from) imported.from = on
    if (!imported.to || on > imported.to) imported.to = on
    batch.push(read.order)
    if (batch.length >= BATCH) await record()
  }
  await record()
  imported.customers = customers.size
}

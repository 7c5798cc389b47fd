/** How long does LINE wait for its 200 while a file of orders is imported into the same database by another process? */

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as later } from 'node:timers/promises'
import { orderRows, writeOrders } from './facts-file.ts'
import { load, signedWebhooks } from './webhook-load.ts'

const FANBELT = join(import.meta.dirname, '../../bot/cli/fanbelt.js')
const CUSTOMERS = 20_000
const EVERY_MS = 100

export interface Beside {
  /** Milliseconds, ascending. */
  latencies: number[]
  accepted: string[]
  orders: number
}

/** Two webhooks at a time from the first order to the last label. @param database the file that the server on `port` has open */
export async function duringAnImport(port: number, secret: string, database: string): Promise<Beside> {
  const file = `${database}.csv`
  const { rows } = await writeOrders(file, orderRows(CUSTOMERS))
  const child = spawn(process.execPath, [FANBELT, 'import', file, '--db', database], { stdio: 'ignore' })
  let code: number | undefined
  child.once('exit', (status) => {
    code = status ?? 1
  })
  const found: Beside = { latencies: [], accepted: [], orders: rows }
  while (code === undefined) {
    const { latencies, accepted } = await load(port, signedWebhooks(2, secret), 2)
    found.latencies.push(...latencies)
    found.accepted.push(...accepted)
    await later(EVERY_MS)
  }
  if (code !== 0) throw new Error(`the import ended with ${code}`)
  found.latencies.sort((one, other) => one - other)
  return found
}

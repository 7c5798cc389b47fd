/** `fanbelt link`: which customer is which LINE user (DOMAIN §3 method G; both ids of the same provider). */

import type { Command } from 'commander'
import { linkCustomers } from '../flows/link-customer.ts'
import { type NumberedLink, readLinks } from '../imports/links.ts'
import { DEFAULT_SOURCE } from '../imports/presets.ts'
import type { Rejected } from '../imports/to-order.ts'
import { command, type Io, JSON_OPTION, printJson, printRejected } from './command.ts'
import { type NodeDeps, publishFirst, readConfig, withDeps } from './open.ts'
import { openText } from './text-file.ts'

interface Options {
  db?: string
  json?: boolean
  source: string
}

interface Linked {
  linked: number
  unchanged: number
  rejected: Rejected[]
}

const BATCH = 500

export const link = (io: Io): Command =>
  command('link', 'お客さま番号とLINEユーザーIDの対応表（CSV）を取り込みます', 'link links.csv')
    .argument('<file>', '見出しが external_id,line_user_id[,source] のCSV')
    .option(
      '--source <name>',
      `取込元の名前（import で使ったものと同じにします。既定は ${DEFAULT_SOURCE}）`,
      DEFAULT_SOURCE,
    )
    .option(...JSON_OPTION)
    .action(async (path: string, { db, json, source }: Options) => {
      const { texts } = await openText(io, path)
      const linked = await withDeps(io, readConfig(io.env, db), async (deps) => {
        await publishFirst(io, deps)
        return linkAll(deps, readLinks(texts, source))
      })
      if (json) printJson(io, linked)
      else {
        printRejected(io, linked.rejected)
        io.out(
          `連携しました：${linked.linked}件（前と同じ ${linked.unchanged}件、できなかった行 ${linked.rejected.length}件）\n`,
        )
      }
      if (linked.rejected.length > 0) io.exitCode = 1
    })

async function linkAll(deps: NodeDeps, rows: AsyncIterable<NumberedLink | Rejected>): Promise<Linked> {
  const done: Linked = { linked: 0, unchanged: 0, rejected: [] }
  let batch: NumberedLink['link'][] = []
  const bind = async () => {
    for (const outcome of await linkCustomers(deps, batch)) done[outcome] += 1
    batch = []
  }
  for await (const row of rows) {
    if ('code' in row) done.rejected.push(row)
    else batch.push(row.link)
    if (batch.length >= BATCH) await bind()
  }
  if (batch.length > 0) await bind()
  return done
}

/** `fanbelt redeem`: which coupons were used in the shop, from a file of the cart or of the staff. */

import type { Command } from 'commander'
import type { Redeemed } from '../core/redemption.ts'
import { redeemCoupons } from '../flows/redeem-coupons.ts'
import { DEFAULT_SOURCE } from '../imports/presets.ts'
import { type NumberedRedemption, readRedemptions } from '../imports/redemptions.ts'
import type { Rejected } from '../imports/to-order.ts'
import { command, type Io, JSON_OPTION, printJson, printRejected } from './command.ts'
import { type NodeDeps, publishFirst, readConfig, withDeps } from './open.ts'
import { openText } from './text-file.ts'

interface Options {
  db?: string
  json?: boolean
  source: string
}

interface Told {
  redeemed: number
  already: number
  rejected: Rejected[]
}

const BATCH = 500

/** Why a use could not be written down. */
const SENTENCES: Partial<Record<Redeemed, string>> = {
  unknown: 'このコードのクーポンは、このお客さまにお渡ししていません。番号をお確かめください。',
  ambiguous:
    '皆さま同じコードです。注文番号かお客さま番号をお書きください（まだ取り込んでいない注文は、先に取り込みます）。',
  cancelled: 'この注文はキャンセルされています。クーポンはお客さまにお戻ししています。',
}

export const redeem = (io: Io): Command =>
  command('redeem', 'お店で使われたクーポンの一覧（CSV）を取り込みます', 'redeem used.csv --source shop')
    .argument(
      '<file>',
      '見出しが code,order,customer,date のCSV（order か customer のどちらかと、date はなくてもかまいません）',
    )
    .option(
      '--source <name>',
      `注文番号・お客さま番号の取込元（import で使ったものと同じにします。既定は ${DEFAULT_SOURCE}）`,
      DEFAULT_SOURCE,
    )
    .option(...JSON_OPTION)
    .action(async (path: string, { db, json, source }: Options) => {
      const { texts } = await openText(io, path)
      const told = await withDeps(io, readConfig(io.env, db), async (deps) => {
        await publishFirst(io, deps)
        return redeemAll(deps, readRedemptions(texts, source))
      })
      if (json) printJson(io, told)
      else {
        printRejected(io, told.rejected)
        io.out(
          `使用済みにしました：${told.redeemed}件（前と同じ ${told.already}件、できなかった行 ${told.rejected.length}件）\n`,
        )
      }
      if (told.rejected.length > 0) io.exitCode = 1
    })

async function redeemAll(deps: NodeDeps, rows: AsyncIterable<NumberedRedemption | Rejected>): Promise<Told> {
  const done: Told = { redeemed: 0, already: 0, rejected: [] }
  let batch: NumberedRedemption[] = []
  const take = async () => {
    const outcomes = await redeemCoupons(
      deps,
      batch.map(({ redemption }) => redemption),
    )
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome === 'redeemed' || outcome === 'already') done[outcome] += 1
      else done.rejected.push({ line: batch[index]?.line ?? 0, code: outcome, message: SENTENCES[outcome] ?? '' })
    }
    batch = []
  }
  for await (const row of rows) {
    if ('redemption' in row) batch.push(row)
    else done.rejected.push(row)
    if (batch.length >= BATCH) await take()
  }
  await take()
  done.rejected.sort((one, other) => one.line - other.line)
  return done
}

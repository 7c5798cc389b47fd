/** `fanbelt coupon-codes`: codes that the cart made come in, each for one customer. */

import type { Command } from 'commander'
import { addCouponCodes, assertPooled, codesToGive } from '../flows/coupon-codes.ts'
import { type NumberedCode, readCouponCodes } from '../imports/coupon-codes.ts'
import type { Rejected } from '../imports/to-order.ts'
import { command, type Io, JSON_OPTION, printJson, printRejected } from './command.ts'
import { type NodeDeps, publishFirst, readConfig, withDeps } from './open.ts'
import { openText } from './text-file.ts'

interface Options {
  db?: string
  json?: boolean
  coupon: string
}

interface Taken {
  coupon: string
  added: number
  known: number
  /** Codes that may still be given. */
  left: number
  rejected: Rejected[]
}

const BATCH = 2000

export const couponCodes = (io: Io): Command =>
  command(
    'coupon-codes',
    'お一人ずつ違うクーポンコードを、カートで作ったCSVから取り込みます',
    'coupon-codes codes.csv --coupon WELCOME500',
  )
    .argument('<file>', '1行に1つのコード。見出し（code・コード）はなくてもかまいません')
    .requiredOption('--coupon <id>', 'coupons.yaml のクーポンの id（codes: pool と書いたもの）')
    .option(...JSON_OPTION)
    .action(async (path: string, { db, json, coupon }: Options) => {
      const { texts } = await openText(io, path)
      const taken = await withDeps(io, readConfig(io.env, db), async (deps) => {
        await publishFirst(io, deps)
        await assertPooled(deps, coupon)
        return takeAll(deps, coupon, readCouponCodes(texts))
      })
      if (json) printJson(io, taken)
      else {
        const { added, known, rejected, left } = taken
        printRejected(io, rejected)
        io.out(
          `新しいコード：${added}件（前と同じ ${known}件、使えない行 ${rejected.length}件）。お渡しできるコードは、いま${left}件です。\n`,
        )
      }
      if (taken.rejected.length > 0) io.exitCode = 1
    })

async function takeAll(deps: NodeDeps, coupon: string, rows: AsyncIterable<NumberedCode | Rejected>): Promise<Taken> {
  const done: Taken = { coupon, added: 0, known: 0, left: 0, rejected: [] }
  let batch: NumberedCode[] = []
  const take = async () => {
    const codes = batch.map(({ couponCode }) => couponCode)
    for (const [index, outcome] of (await addCouponCodes(deps, coupon, codes)).entries()) {
      const message = `「${codes[index]}」は別のクーポンのコードです。`
      if (outcome === 'elsewhere') done.rejected.push({ line: batch[index]?.line ?? 0, code: 'duplicate', message })
      else done[outcome] += 1
    }
    batch = []
  }
  for await (const row of rows) {
    if ('couponCode' in row) batch.push(row)
    else done.rejected.push(row)
    if (batch.length >= BATCH) await take()
  }
  await take()
  done.rejected.sort((one, other) => one.line - other.line)
  done.left = await codesToGive(deps, coupon)
  return done
}

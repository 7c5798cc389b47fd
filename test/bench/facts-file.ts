/** A file of orders of any length, always the same one: written as it is made, a piece at a time. */

import { once } from 'node:events'
import { createWriteStream } from 'node:fs'

export const ORDERS_EACH = 10

const HEADER =
  '注文番号,会員ID,お名前,フリガナ,メールアドレス,電話番号,注文日時,発送日,合計金額,送料,ステータス,商品コード,商品名,数量,単価'
const FAMILIES = [
  '佐藤,サトウ',
  '鈴木,スズキ',
  '髙橋,タカハシ',
  '田中,タナカ',
  '渡邉,ワタナベ',
  '伊藤,イトウ',
  '山﨑,ヤマザキ',
]
const GIVENS = ['花子,ハナコ', '明音,アカネ', '美咲,ミサキ', '由紀,ユキ', '恵,メグミ', '直子,ナオコ']
const PRODUCTS = ['LF,うるおい化粧水,3300', 'WA,もっちり洗顔,2200', 'CR,しっとりクリーム,4400', 'OT,お試しセット,980']
const DAY = 86_400_000
const FIRST_DAY = Date.parse('2023-01-01T00:00:00Z')
const DAYS = 1000

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T
const two = (n: number) => String(n).padStart(2, '0')

/** A number without a factor in common with so many customers, so that each comes up once in a round. */
function stride(customers: number, wanted: number): number {
  const shared = (a: number, b: number): number => (b === 0 ? a : shared(b, a % b))
  let step = wanted % customers || 1
  while (shared(step, customers) !== 1) step += 1
  return step
}

/**
 * Orders stand by date as carts write them, so that a customer's ten lie far apart: in each round everybody buys once, in
 * another order each time.
 */
export function* orderRows(customers: number): Generator<string> {
  const all = customers * ORDERS_EACH
  for (let round = 0; round < ORDERS_EACH; round += 1) {
    const step = stride(customers, 7_919 + round * 104_729)
    for (let turn = 0; turn < customers; turn += 1) {
      const number = round * customers + turn
      yield rowOf(number, round === 0 ? turn : Number((BigInt(turn) * BigInt(step)) % BigInt(customers)), number / all)
    }
  }
}

function rowOf(number: number, customer: number, when: number): string {
  const [family, familyKana] = pick(FAMILIES, customer).split(',')
  const [given, givenKana] = pick(GIVENS, customer >> 3).split(',')
  const [sku, product, price] = pick(PRODUCTS, number * 7 + customer).split(',')
  const qty = 1 + (number % 3 === 0 ? 1 : 0)
  const day = Math.floor(when * DAYS)
  const on = new Date(FIRST_DAY + day * DAY).toISOString().slice(0, 10)
  const shipped = new Date(FIRST_DAY + (day + 1) * DAY).toISOString().slice(0, 10)
  const time = `${two(number % 24)}:${two(number % 60)}:${two((number * 7) % 60)}`
  const id = String(customer).padStart(7, '0')
  return `A${String(number).padStart(9, '0')},C${id},${family} ${given},${familyKana} ${givenKana},c${id}@example.jp,090${String(customer).padStart(8, '1')},${on} ${time},${shipped},${Number(price) * qty + 550},550,${number % 40 === 0 ? 'キャンセル' : '発送済み'},${sku},${product},${qty},${price}`
}

/** @returns how many rows were written, and how many bytes */
export async function writeOrders(path: string, rows: Iterable<string>, most = Number.POSITIVE_INFINITY) {
  const file = createWriteStream(path)
  let piece = `${HEADER}\n`
  let written = 0
  let bytes = 0
  const flush = async () => {
    bytes += Buffer.byteLength(piece)
    if (!file.write(piece)) await once(file, 'drain')
    piece = ''
  }
  for (const row of rows) {
    piece += `${row}\n`
    written += 1
    if (piece.length < 1 << 16) continue
    await flush()
    if (bytes >= most) break
  }
  await flush()
  file.end()
  await once(file, 'finish')
  return { rows: written, bytes }
}

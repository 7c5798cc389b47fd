/** `fanbelt products`: what the shop sells, and which codes of the cart no product stands for. */

import type { Command } from 'commander'
import { UNNAMED } from '../core/order.ts'
import { ROLES } from '../core/product.ts'
import { listProducts, type ProductList } from '../flows/list-products.ts'
import { command, type Io, JSON_OPTION, printJson } from './command.ts'
import { publishFirst, readConfig, withDeps } from './open.ts'

interface Options {
  db?: string
  json?: boolean
  unknown?: boolean
}

/** More of them mean that the list of products is still to be written. */
const SHOWN = 30

export const products = (io: Io): Command =>
  command(
    'products',
    'shop.yaml の商品と売れた数、どの商品にも当てはまらないコードを出します',
    'products',
    'products --unknown',
  )
    .option('--unknown', 'どの商品にも当てはまらないコードだけを出します（あれば終了コード 1）')
    .option(...JSON_OPTION)
    .action(async ({ db, json, unknown = false }: Options) => {
      const found = await withDeps(io, readConfig(io.env, db), async (deps) => {
        await publishFirst(io, deps)
        return listProducts(deps)
      })
      if (json) printJson(io, unknown ? { unknown: found.unknown } : found)
      else io.out(`${[...(unknown ? [] : listed(found)), ...unlisted(found)].join('\n')}\n`)
      if (unknown && found.unknown.length > 0) io.exitCode = 1
    })

const listed = ({ products: all }: ProductList): string[] =>
  all.map(({ sku, name, line, roles, lasts_days, orders, quantity }) => {
    const traits = [
      ...roles.map((role) => ROLES[role]),
      ...(line ? [`系統 ${line}`] : []),
      ...(lasts_days ? [`${lasts_days}日分`] : []),
    ]
    return `${sku}　${name}${traits.length > 0 ? `（${traits.join('・')}）` : ''}　ご注文${orders}件・${quantity}個`
  })

function unlisted({ unknown }: ProductList): string[] {
  if (unknown.length === 0) return ['売れたコードは、すべて商品に当てはまっています。']
  const lines = unknown
    .slice(0, SHOWN)
    .map(
      ({ code, name, orders, quantity, last_ordered_on: on }) =>
        `  ${code}${name === code || name === UNNAMED ? '' : `　${name}`}　ご注文${orders}件・${quantity}個（最後は ${on}）`,
    )
  return [
    `どの商品にも当てはまらないコード：${unknown.length}種類`,
    ...lines,
    ...(unknown.length > SHOWN
      ? [`  ほか${unknown.length - SHOWN}種類。すべてを見るには --json をお付けください。`]
      : []),
    'shop.yaml の products に足してください。載っている商品の別のコードなら aliases に、カードなどの同梱物なら insert: true と書くと、商品として数えません。',
  ]
}

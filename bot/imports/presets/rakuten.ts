/**
 * 楽天市場's 受注データ (RMS): a row for each item, the state as a number. Imported for the shop's numbers only: the e-mail
 * is an alias of 楽天's, and its rules forbid to lead buyers to the shop's own LINE (DOMAIN §2.2).
 */

import type { Preset } from '../fields.ts'

/** orderProgress in words that `readStatus` knows. */
const STATES: ReadonlyMap<string, string> = new Map([
  ['100', '新規受付'],
  ['200', '入金待ち'],
  ['300', '発送待ち'],
  ['400', '対応中'],
  ['500', '発送済み'],
  ['600', '発送済み'],
  ['700', '発送済み'],
  ['800', 'キャンセル'],
  ['900', 'キャンセル'],
])

export const rakuten: Preset = {
  title: '楽天市場（RMS）',
  source: 'rakuten',
  mall: true,
  signature: ['注文番号', 'ステータス', 'サブステータスID'],
  needed: [['order_id'], ['ordered_at']],
  headers: {
    order_id: ['注文番号'],
    ordered_at: ['注文日時', '注文日'],
    ordered_time: ['注文時間'],
    shipped_at: ['発送完了報告日時', '発送日'],
    status: ['ステータス'],
    total: ['請求金額', '合計金額'],
    subtotal: ['商品合計金額'],
    discount: ['クーポン利用総額'],
    points: ['ポイント利用額'],
    shipping: ['送料合計'],
    fee: ['代引料合計'],
    tax: ['消費税合計'],
    sku: ['システム連携用SKU番号', '商品番号', '商品管理番号', '商品管理番号（商品URL）'],
    product: ['商品名'],
    variant: ['項目・選択肢'],
    quantity: ['個数'],
    unit_price: ['単価'],
    subscription_id: ['申込番号'],
    subscription_count: ['申込お届け回数'],
  },
  interpret: (rows) =>
    rows.map(({ line, cells }) => ({
      line,
      cells: { ...cells, status: STATES.get(cells.status?.normalize('NFKC') ?? '') ?? cells.status },
    })),
}

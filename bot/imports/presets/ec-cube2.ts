/**
 * EC-CUBE 2's 受注CSV: a row for each order and no goods, the telephone number in three columns, 対応状況 as a number
 * (DOMAIN §2.2).
 */

import type { Preset } from '../fields.ts'

/** 対応状況 in words that `readStatus` knows; shops that print its name are read by that. */
const STATES: ReadonlyMap<string, string> = new Map([
  ['1', '新規受付'],
  ['2', '入金待ち'],
  ['3', 'キャンセル'],
  ['4', '取り寄せ中'],
  ['5', '発送済み'],
  ['6', '入金済み'],
  ['7', '決済処理中'],
])

export const ecCube2: Preset = {
  title: 'EC-CUBE 2',
  source: 'ec-cube2',
  signature: ['電話番号1', '電話番号2', '電話番号3', '加算ポイント', '対応状況'],
  headers: {
    order_id: ['注文番号', '注文ID'],
    customer_id: ['顧客ID', '会員ID'],
    email: ['メールアドレス'],
    phone: ['電話番号1', 'TEL1'],
    phone_2: ['電話番号2', 'TEL2'],
    phone_3: ['電話番号3', 'TEL3'],
    family_name: ['お名前(姓)'],
    given_name: ['お名前(名)'],
    family_kana: ['お名前(フリガナ・姓)', 'お名前(フリガナ姓)'],
    given_kana: ['お名前(フリガナ・名)', 'お名前(フリガナ名)'],
    ordered_at: ['注文日時'],
    paid_at: ['入金日時', '入金日'],
    shipped_at: ['発送完了日時', '発送日'],
    updated_at: ['更新日時'],
    status: ['対応状況', '対応状況(名称)'],
    total: ['お支払い合計', '支払い合計', '合計'],
    subtotal: ['小計'],
    discount: ['値引き'],
    points: ['使用ポイント'],
    shipping: ['送料'],
    fee: ['手数料'],
    tax: ['税金'],
    sku: ['商品コード'],
    product: ['商品名'],
    variant: ['規格分類名1'],
    quantity: ['数量', '個数'],
    unit_price: ['単価', '価格'],
  },
  interpret: (rows) =>
    rows.map(({ line, cells }) => ({
      line,
      cells: { ...cells, status: STATES.get(cells.status?.normalize('NFKC') ?? '') ?? cells.status },
    })),
}

/** Which columns can a file of orders have? The names that `--map` takes and the headers they usually carry. */

/** Field → the merchant's word for it, as it appears in messages. */
export const FIELDS = {
  order_id: '注文番号',
  order_name: '注文名',
  customer_id: 'お客さま番号',
  email: 'メールアドレス',
  phone: '電話番号',
  phone_2: '電話番号（2つ目）',
  phone_3: '電話番号（3つ目）',
  name: 'お名前',
  family_name: '姓',
  given_name: '名',
  kana: 'フリガナ',
  family_kana: 'セイ',
  given_kana: 'メイ',
  email_consent: 'メール配信の同意',
  ordered_at: '注文日',
  ordered_time: '注文時刻',
  paid_at: '入金日',
  shipped_at: '発送日',
  delivered_at: 'お届け日',
  updated_at: '更新日時',
  cancelled_at: 'キャンセル日',
  status: '状態',
  status_code: '状態の番号',
  fulfillment_status: '発送状況',
  payment_status: '決済状況',
  currency: '通貨',
  total: '合計金額',
  subtotal: '小計',
  discount: '値引き',
  points: 'ポイント利用額',
  shipping: '送料',
  fee: '手数料',
  tax: '消費税',
  refunded: '返金額',
  coupon: 'クーポン',
  sku: '商品コード',
  product_id: '商品ID',
  product: '商品名',
  variant: 'バリエーション',
  quantity: '数量',
  unit_price: '単価',
  amount: '金額',
  line_kind: '明細区分',
  subscription_id: '定期受注番号',
  subscription_count: '定期回数',
  is_subscription: '定期のしるし',
  is_renewal: '2回目以降のしるし',
  subscription_status: '定期の状態',
  cycle: 'お届けの間隔',
  started_at: '定期の開始日',
  next_delivery_on: '次回お届け日',
  cancel_reason: '解約の理由',
  tags: 'タグ',
} as const

export type Field = keyof typeof FIELDS
export const FIELD_NAMES = Object.keys(FIELDS) as Field[]
export const isField = (name: string): name is Field => Object.hasOwn(FIELDS, name)

/** The cells of one row that mean something, trimmed; empty ones are absent. */
export type Cells = Partial<Record<Field, string>>

export interface NumberedCells {
  line: number
  cells: Cells
}

/** What a shop system's files look like. */
export interface Preset {
  /** What its makers call it. */
  title: string
  /** Under which name its order and customer numbers are kept; `--source` overrides it. */
  source: string
  /** Headers of each field, the likeliest first. Width, case, spaces, `_` and `-` do not matter. */
  headers: Partial<Record<Field, readonly string[]>>
  /** Headers that stand together in no other system's files. */
  signature?: readonly string[]
  /** Which number joins the rows; the order's when left out. */
  key?: Field
  /** One of each list must have a column; what an order needs when left out. */
  needed?: readonly (readonly Field[])[]
  /** A mall's: its rules forbid to lead its buyers elsewhere, so its orders are kept for the numbers only (DOMAIN §2.2). */
  mall?: true
  /** The rows of one order (at least one), said again in cells that mean the same in every system. */
  interpret?: (rows: NumberedCells[]) => NumberedCells[]
}

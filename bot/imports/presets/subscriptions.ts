/** The carts' files of contracts: makeshop's 定期購入, futureshop's 定期・頒布会申込, ecforce's 定期受注, apps of Shopify (DOMAIN §2.2). */

import type { Preset } from '../fields.ts'
import { words } from '../words.ts'
import { generic } from './generic.ts'

const { customer_id, email, phone, phone_2, phone_3, name, family_name, given_name, kana, family_kana, given_kana } =
  generic.headers

export const subscriptions: Preset = {
  title: '定期便',
  source: generic.source,
  key: 'subscription_id',
  needed: [['subscription_id'], ['customer_id', 'email', 'phone'], ['product', 'sku'], ['started_at']],
  headers: {
    customer_id,
    email,
    phone,
    phone_2,
    phone_3,
    name,
    family_name,
    given_name,
    kana,
    family_kana,
    given_kana,
    sku: generic.headers.sku,
    subscription_id: words(
      '定期購入ID 定期受注番号 申込コード 定期申込番号 定期契約ID 定期ID 定期番号 定期注文番号 定期購入番号 契約ID 契約番号 申込番号 subscription_id',
      'contract_id Subscription_Contract_ID',
    ),
    product: words(
      '商品名 定期商品名 定期商品 コース名 プラン名 アイテム名 購入商品 Lineitem_name product product_name item_name',
    ),
    cycle: words(
      'お届けの間隔 お届け間隔 お届けサイクル お届け周期 配送間隔 配送サイクル 配送周期 定期間隔 定期サイクル 定期周期 サイクル 周期 cycle cycle_days interval',
    ),
    subscription_status: words(
      '定期ステータス 定期状態 定期の状態 継続状況 契約ステータス 契約状態 申込状況 ステータス 状態 状況 status',
    ),
    started_at: words(
      '定期申込日 定期申込日時 申込日時 申込日 お申込日 お申し込み日 定期開始日 開始日 契約日 契約開始日 初回注文日 初回受注日 登録日時 登録日 作成日時 作成日 受注日時 受注日 注文日時',
      '注文日 started_at started_on created_at',
    ),
    next_delivery_on: words(
      '次回お届け日 次回お届け予定日 次回配送予定日 次回配送日 次回発送予定日 次回発送日 次回出荷予定日 次回出荷日 next_delivery_on next_delivery_date',
    ),
    cancelled_at: words('解約日時 解約日 停止日 終了日 キャンセル日時 キャンセル日 cancelled_at cancelled_on'),
    cancel_reason: words('解約理由 解約の理由 キャンセル理由 停止理由 cancel_reason'),
    subscription_count: words(
      '定期回数 定期購入回数 定期内受注数 継続回数 お届け回数 配送回数 購入回数 回数 count subscription_count',
    ),
    updated_at: words('更新日時 更新日 updated_at'),
  },
}

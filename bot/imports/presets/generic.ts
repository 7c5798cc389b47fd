/**
 * Any cart's CSV: the header synonyms of DOMAIN §2.5 and their English names. Shopify's `Name` is left to its own
 * preset: elsewhere a column called "name" holds people, and people must not become order numbers.
 */

import type { Preset } from '../fields.ts'
import { words } from '../words.ts'

export const generic: Preset = {
  title: 'どのカートでも',
  source: 'generic',
  headers: {
    order_id: words(
      '注文番号 受注番号 注文ID 受注ID オーダー番号 受注コード order_id order_number order_no Id 受注No 受注No. 注文No 注文No. ご注文番号',
    ),
    customer_id: words(
      '会員ID 顧客番号 顧客ID 会員番号 お客様番号 customer_id customer_no member_id お客様ID お客様コード 顧客コード 会員コード 会員No',
    ),
    email: words(
      'メールアドレス メールアドレス(請求先) 注文者メールアドレス Email e-mail buyer-email customer_email 注文者メール メール mail',
      'mail_address',
    ),
    phone: words(
      '電話番号 TEL 電話番号(請求先) 電話番号(メイン) Phone phone_number customer_phone 電話番号1 TEL1 注文者電話番号 注文者電話番号1 携帯電話番号',
      'tel',
    ),
    phone_2: words('電話番号2 TEL2 注文者電話番号2'),
    phone_3: words('電話番号3 TEL3 注文者電話番号3'),
    name: words('お名前 氏名 注文者名 注文者氏名 顧客名 会員名 customer_name buyer_name name'),
    family_name: words('お名前(姓) 氏名(姓) 注文者氏名(姓) 姓 family_name last_name 氏(請求先) 注文者姓 姓(請求先)'),
    given_name: words('お名前(名) 氏名(名) 注文者氏名(名) given_name first_name 名(請求先) 注文者名(名)'),
    family_kana: words(
      'お名前(セイ) 氏名(セイ) セイ お名前(フリガナ・姓) お名前(フリガナ姓) フリガナ(姓) 注文者姓カナ',
    ),
    given_kana: words('お名前(メイ) 氏名(メイ) メイ お名前(フリガナ・名) お名前(フリガナ名) フリガナ(名) 注文者名カナ'),
    kana: words('フリガナ ふりがな お名前カナ 氏名カナ 注文者名カナ kana customer_kana'),
    email_consent: words(
      'メルマガ メルマガ配信 メルマガ購読 メルマガ希望 メルマガ受信 メールマガジン メール配信 メール配信希望 email_consent accepts_marketing',
    ),
    ordered_at: words(
      '注文日時 受注日時 受注日 注文日 オーダー日 日付 purchase-date Created_at ordered_at ordered_on order_date purchased_at',
      'date ご注文日 ご注文日時 申込日時 購入日 購入日時 売上日',
    ),
    ordered_time: words('注文時間 注文時刻 受注時間 受注時刻 order_time'),
    paid_at: words('入金日時 入金日 Paid_at paid_on payment_date 入金確認日 決済日時 決済日'),
    shipped_at: words(
      '発送日時 発送日 発送完了日 出荷日 出荷完了日 Fulfilled_at shipped_at shipped_on 発送完了日時 出荷日時 出荷確定日 出荷実績日',
    ),
    delivered_at: words(
      'お届け完了日 配達完了日 配送完了日 配達日 delivered_at delivered_on 配達完了日時 配送完了日時 お届け済日 お届け日 納品日',
    ),
    updated_at: words('更新日時 更新日 updated_at'),
    cancelled_at: words('キャンセル日時 キャンセル日 Cancelled_at cancelled_on'),
    status: words(
      '対応状況(名称) 対応状況 発送状況 処理状況 ステータス 状態 注文ステータス 受注状況 Financial_Status status order_status 受注ステータス 受注状態',
      '注文状態',
    ),
    payment_status: words('決済状況 入金状況 payment_status 入金ステータス 決済ステータス'),
    currency: words('通貨 Currency'),
    total: words(
      '支払合計 支払い合計 請求合計金額 合計金額 合計 請求金額 総合計 Total total_yen total_price total_amount お支払い合計 お支払合計 支払金額',
      'お支払い金額 注文金額 ご請求金額',
    ),
    subtotal: words('小計 商品合計金額 商品合計 subtotal subtotal_yen'),
    discount: words('値引き 値引 割引合計金額 割引金額 discount discount_yen discount_amount'),
    points: words('ポイント利用額 利用ポイント 使用ポイント points_used points_used_yen'),
    shipping: words('送料 配送料 shipping shipping_yen shipping_fee'),
    fee: words('手数料 代引き手数料 決済手数料 fee fee_yen'),
    tax: words('消費税合計 消費税 内消費税 tax tax_yen'),
    refunded: words('返金額 返金金額 Refunded_Amount refunded_yen'),
    coupon: words('クーポンコード クーポン Discount_Code coupon coupon_code クーポンID 利用クーポン'),
    sku: words(
      '商品コード 商品番号 購入商品（商品コード） sku Lineitem_sku product_id product_code item_id 品番 SKUコード 商品管理番号',
    ),
    product: words('商品名 アイテム名 購入商品 Lineitem_name product product_name item_name'),
    variant: words('バリエーション 規格 variant バリエーション名 項目選択肢'),
    quantity: words('個数 数量 購入数量 Lineitem_quantity quantity-purchased quantity qty 注文数 商品数量'),
    unit_price: words('単価 販売単価 価格 Lineitem_price unit_price unit_yen price'),
    amount: words('金額 明細金額 amount amount_yen line_total item-price'),
    is_subscription: words('定期フラグ 定期購入フラグ is_subscription'),
    is_renewal: words('is_renewal'),
    subscription_id: words(
      '定期受注番号 定期購入ID subscription_id 定期ID 定期番号 定期契約ID 定期申込番号 申込コード',
    ),
    subscription_status: words('定期ステータス 定期状態 subscription_status'),
    subscription_count: words('定期回数 定期内受注（N番目） 定期購入回数 subscription_count お届け回数 定期継続回数'),
  },
}

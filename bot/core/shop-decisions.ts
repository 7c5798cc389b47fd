/** Whom does the shop count, and how does it read feelings? The decisions that DOMAIN §1.1–1.4 leave to the shop, each with its standard. */

import { z } from 'zod'
import { CouponId } from './content.ts'
import { choice, count, onOff, part, text } from './shop-parts.ts'
import { told } from './told.ts'

/** Shown as it stands: a page of one's own has no customer to name. */
const words = (most: number, standard: string, title: string, description: string) =>
  told(
    z
      .string()
      .min(1)
      .max(most)
      .refine((text) => !text.includes('{{'), { error: 'ここでは {{…}} は使えません。言葉をそのまま書いてください。' })
      .default(standard),
    title,
    `${description}。${most}文字まで`,
    standard,
  )

/** Keys at the top of shop.yaml. */
export const DECISIONS = {
  // ── who and when (DOMAIN §1.1) ──
  registration_channels: told(
    z
      .array(z.enum(['line', 'email']))
      .min(1)
      .default(['line', 'email']),
    '登録と数える連絡先',
    'どれかで連絡できれば「登録あり」。line＝友だち、email＝メールの同意',
    ['line', 'email'],
  ),
  purchase_date_field: choice(['ordered_at', 'paid_at', 'shipped_at'], 'ordered_at', '購入の日', [
    'ご注文の日',
    'お支払いの日',
    '発送の日',
  ]),
  merge_same_day: onOff(true, '同じ日の注文を1回と数えるか', 'カートが分かれた注文を「2回目」にしないため'),
  trigger_max_age_days: count(3, '古い注文', 'これより前の注文や契約を取り込んでも、シナリオははじまりません'),
  delivery_estimate: part(
    {
      after_shipping_days: count(1, '発送から届くまで', 'お届けの日がわからないとき'),
      after_order_days: count(3, '注文から届くまで', '発送の日もわからないとき'),
    },
    'お届けの日の見積もり',
    'カートがお届けの日を知らせないとき',
    { after_shipping_days: 1, after_order_days: 3 },
  ),
  subscription_shop: onOff(true, '定期便のある店か', 'いいえなら、3回以上のお買い物を「お付き合い」と見ます'),
  subscriptions: part(
    {
      payment_grace_days: count(14, '支払いの失敗を待つ日数', 'このあいだは、定期便が続いていると見ます'),
      manage_url: text(
        'お手続きのページ',
        '定期便の変更・お休み・解約ができるページ。マイページからお連れします',
        'https://shop.example.jp/mypage/subscription',
      ),
    },
    '定期便の数え方',
    '契約がいつまで「ある」とみなすか',
    { payment_grace_days: 14 },
  ),
  // ── feelings (DOMAIN §1.2–1.4) ──
  recency: part(
    { long_cycle_adjust: onOff(false, '長い間隔の定期便を補正するか', '45日以上の間隔の定期便があるとき') },
    'ご無沙汰の数え方',
    '最後のお買い物からの日数の数え方',
    { long_cycle_adjust: false },
  ),
  returned_days: count(90, '復帰フォロワーと呼ぶ日数', '一時離脱から戻られてからの日数'),
  transition_days: count(90, '区分の移り変わりを数える日数', '定期便のお申し込みからサポーターまで'),
  stage: part(
    {
      strict_order: onOff(true, '段階を順に数えるか', '定期便の前に「深い付き合い」へ進めない'),
      marriage_min_lines: count(3, '「結婚」とみる系統の数', 'いくつの系統を買われたか'),
      intent_min: count(4, '「ほかの商品も」の点', '5段階のお返事で、これ以上なら「結婚」とみる'),
      steady_purchases: count(3, '定期便のない店の「お付き合い」', '180日に何回のお買い物か'),
    },
    '関係の段階',
    '0〜7の数え方',
    { marriage_min_lines: 3 },
  ),
  positive: part(
    {
      rule: choice(['and', 'or'], 'and', '満足度と推奨度', ['両方よいとき', 'どちらかよいとき']),
      satisfaction_min: told(z.number().int().default(4), 'よい満足度', '1〜5。書かなければ 4', 4),
      nps_min: told(z.number().int().default(7), 'よい推奨度', '書かなければ 7', 7),
    },
    'よいお返事',
    'ポジティブ反応と数えるもの',
    { rule: 'and', satisfaction_min: 4, nps_min: 7 },
  ),
  negative: part(
    {
      satisfaction_max: told(z.number().int().default(2), '不満の満足度', 'これ以下。書かなければ 2', 2),
      nps_max: told(z.number().int().default(4), '不満の推奨度', 'これ以下。書かなければ 4', 4),
    },
    '不満のお返事',
    '担当者にお知らせし、販売のご案内を休むもの',
    { satisfaction_max: 2, nps_max: 4 },
  ),
  positives: part(
    {
      window_days: told(z.int().min(1).nullable().default(null), '数える期間', '日数。null ならずっと', null),
      sources: told(
        z.array(z.enum(['survey', 'review', 'ugc', 'button'])).default(['survey']),
        '数えるもの',
        'survey＝アンケートのよいお返事、button＝成功を知らせる反応（success_felt と、商品の success_point の反応）、review・ugc＝review・ugc という名前の反応',
        ['survey'],
      ),
    },
    'ポジティブ反応の数え方',
    '回数の数え方',
    { window_days: null },
  ),
  survey_every_days: count(30, 'アンケートの間隔', '毎月のアンケートをお願いする日数。前回のお願いか、お返事から', 1),
  nps: part(
    {
      scale: choice(['1-10', '0-10'], '1-10', '推奨度の目盛り', ['10段階', '11段階（世界の標準）']),
      min_responses: count(30, '参考値とする人数', 'これより少ないときは「参考値」と書きます'),
    },
    '推奨度（NPS）',
    '聞き方と見せ方',
    { scale: '1-10' },
  ),
  mindshare: part(
    {
      category: text('分野', '「○○と聞いて思い浮かぶもの」の○○', '保湿の化粧水'),
      ours: told(z.array(z.string().min(1)).default([]), '自店の呼び名', '表記ゆれをすべて', [
        'つきあかり',
        '月あかり',
      ]),
      ingredients: told(z.array(z.string().min(1)).default([]), '成分の呼び名', '表記ゆれをすべて', ['セラミド']),
    },
    '思い浮かぶ店（マインドシェア）',
    'アンケートのお返事の読み取り方',
    { category: '保湿の化粧水', ours: ['つきあかり'] },
  ),
  referral: told(
    z
      .strictObject({
        friend_coupon: told(
          CouponId,
          'お友だちへのクーポン',
          'coupons.yaml の id。受け取られたその場でお渡しします',
          'FRIEND_TRIAL',
        ),
        own_coupon: told(
          CouponId,
          'ご紹介くださった方へのクーポン',
          'お友だちのはじめてのご注文のあとに、1人につき1枚',
          'REFERRAL500',
        ),
        title: words(40, 'お友だちに渡すカード', 'カードの見出し', 'カードのいちばん上の言葉'),
        text: words(
          200,
          'よろしければ、お手入れでお困りの方にお渡しください。お声がけは、無理のない範囲でお願いいたします。',
          'カードの文',
          '見出しの下の言葉',
        ),
        share_text: words(
          300,
          'いつも使っているお店のご紹介カードです。よかったら見てみてください。',
          '送るときの文',
          'お友だちのトークに届く言葉。「紹介特典のあるご案内です」は、書かなくても添えられます',
        ),
      })
      .optional(),
    'お友だち紹介',
    '書かなければ、紹介のカードは出ません',
    { friend_coupon: 'FRIEND_TRIAL', own_coupon: 'REFERRAL500' },
  ),
}

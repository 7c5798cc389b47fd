/** Which words does the scenario language know? Fixed lists with the merchant's word beside each (STYLE §6). */

/** What a step is for. The five fan steps (DOMAIN §1.8) come second to sixth, in their order. */
export const PURPOSES = {
  thanks: 'お礼',
  success: '成功体験',
  reassurance: '不安解消',
  tips: 'コツの伝授',
  challenge: 'チャレンジ',
  dialogue: '対話',
  opportunity: '機会',
  subscription: '定期のご案内',
  second_chance: 'もう一度のご案内',
  story: '読みもの',
} as const
export type Purpose = keyof typeof PURPOSES

export const FAN_STEPS = ['success', 'reassurance', 'tips', 'challenge', 'dialogue'] as const satisfies Purpose[]
export type FanStep = (typeof FAN_STEPS)[number]

/** What an offer asks of the customer (DOMAIN §1.5). */
export const OFFER_KINDS = {
  sample: '無料サンプル',
  trial: 'お試し',
  repeat: '同じ商品のご案内',
  subscription: '定期便のご案内',
  subscription_change: '定期便の変更',
  cross_sell: '関連商品のご案内',
  bundle_all: 'まとめてのご案内',
  referral: 'お友だち紹介',
  winback: 'お久しぶりのご案内',
  review_request: 'レビューのお願い',
  survey: 'アンケート',
  event: '催し（販売なし）',
} as const
export type OfferKind = keyof typeof OFFER_KINDS

/** Kinds that sell: sample … winback except subscription_change (DOMAIN §1.5). */
export const SALES_KINDS: ReadonlySet<OfferKind> = new Set([
  'sample',
  'trial',
  'repeat',
  'subscription',
  'cross_sell',
  'bundle_all',
  'referral',
  'winback',
])

export const BENEFITS = {
  amount_off: '値引き',
  percent_off: '割引',
  gift: 'おまけ',
  free_shipping: '送料無料',
  sample: 'サンプル',
  early_access: '先行案内',
  none: 'なし',
} as const
export type Benefit = keyof typeof BENEFITS

/** Why people do not repeat (DOMAIN §1.7). */
export const WALLS = { price: '価格の壁', opportunity: '機会の壁', efficacy: '効果の壁', trust: '信頼の壁' } as const
export type Wall = keyof typeof WALLS

export const TOUCHPOINTS = {
  line_push: 'LINEのメッセージ',
  line_richmenu: 'リッチメニュー',
  liff: 'LINE内のページ',
  line_chat: 'LINEの個別トーク',
  email: 'メール',
  package_insert: '同梱物',
  call_center: '電話',
  mypage: 'マイページ',
  sns: 'SNS',
  sms: 'SMS',
  postcard: 'はがき',
  event: '催し',
} as const
export type Touchpoint = keyof typeof TOUCHPOINTS

/** Steps on these reach the customer through LINE; the others become work lists for people (SPEC §4.4). */
export const ON_LINE: ReadonlySet<Touchpoint> = new Set(['line_push', 'line_richmenu', 'line_chat', 'liff'])

/** They lie there until the customer looks; everything else rings, at any hour. */
export const SILENT: ReadonlySet<Touchpoint> = new Set(['package_insert', 'mypage', 'sns', 'postcard', 'event'])

/** The five seed labels and the five extra ones (DOMAIN §1.2). */
export const LABELS = {
  unregistered: '未登録',
  prospect: '見込み',
  visitor: 'ビジター',
  follower: 'フォロワー',
  supporter: 'サポーター',
  partner: 'パートナー',
  subscriber_new: '定期スタート',
  subscriber_stalled: '定期の足踏み',
  lapsed: '一時離脱',
  dormant: '休眠',
} as const
export type Label = keyof typeof LABELS

/** Depth of the relationship, 0 to 7 (DOMAIN §1.4). */
export const STAGES = [
  '出会う前',
  '出会い',
  '初デート',
  '数回のデート',
  'お付き合い',
  '深い付き合い',
  '結婚',
  '生涯の伴走',
] as const
export type Stage = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7

export const ANCHORS = {
  order: 'ご注文の日',
  delivered: 'お届けの日',
  subscription_start: '定期便のお申し込みの日',
  label_change: 'ファン区分が変わった日',
  friend_added: '友だち追加の日',
  survey_due: 'アンケートをお願いする日',
  coupon_deadline: 'クーポンを使える最後の日',
  next_delivery: '定期便の次のお届けの日',
} as const
export type Anchor = keyof typeof ANCHORS

type LabelChange = `label_change:${Label}`
export type Trigger =
  | 'first_order'
  | 'any_order'
  | 'subscription_start'
  | 'friend_added'
  | 'survey_due'
  | 'coupon_deadline'
  | LabelChange

export const LABEL_CHANGES = Object.fromEntries(
  Object.entries(LABELS).map(([label, word]) => [`label_change:${label}`, `「${word}」になったとき`]),
) as Readonly<Record<LabelChange, string>>

/** What starts a scenario (SPEC §4.4), with the merchant's word. */
export const TRIGGERS: Readonly<Record<Trigger, string>> = {
  first_order: 'はじめてのご注文',
  any_order: 'ご注文のたび',
  subscription_start: '定期便のお申し込み',
  friend_added: '友だち追加',
  survey_due: 'ひと月ごと',
  coupon_deadline: 'クーポンの期限が近づいたとき',
  ...LABEL_CHANGES,
}

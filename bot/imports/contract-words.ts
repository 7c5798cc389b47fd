/** In which state is this contract, and how often does it deliver, in the words of the carts? (DOMAIN §2.2) */

import type { ContractStatus } from '../core/order.ts'

/** The first that matches decides. What a customer only asked for has not happened yet. */
const STATUS_BY_WORDS: [RegExp, ContractStatus][] = [
  [/(解約|停止|休止|キャンセル)(の?(予定|申請|申込|依頼|受付|希望|待ち|手続き?中|処理中))/, 'active'],
  [
    /課金失敗|(決済|支払い?|与信|カード)(の?(失敗|エラー|ng|不可))|payment.?failed|past.?due|^failed$/i,
    'payment_failed',
  ],
  [/解約|無効|取消|キャンセル|退会|期限切れ|cancel|expired|inactive/i, 'cancelled'],
  [/休止|休み|お休み|停止|スキップ|保留|paused?$|suspend|skip/i, 'paused'],
  [/完了|終了|満了|complete|finish|^ended$/i, 'completed'],
  [/有効|継続|契約中|利用中|稼働|お届け中|定期中|受付中|^active$/i, 'active'],
]

/** Undefined when no word is known: to guess would mean to thank people for a contract they have ended. */
export const readContractStatus = (text: string): ContractStatus | undefined =>
  STATUS_BY_WORDS.find(([words]) => words.test(text.normalize('NFKC').trim()))?.[1]

const DAYS = { 日: 1, 週: 7, 月: 30, 年: 365 } as const
/** 第2月曜日 is no two months. */
const COUNTED = /(\d{1,3})\s*(?:([日週年])間?|[ヶケカか箇ヵ]?(月)(?!曜)間?)/
const ENGLISH = /^(\d{1,3})\s*(day|week|month|year)s?$/i
const UNIT = { day: 1, week: 7, month: 30, year: 365 } as const

/** Days between two deliveries: 30日ごと, 2ヶ月, 毎月10日, 隔月, 4週間, 30. A month is thirty. Undefined for anything else. */
export function readCycle(text: string): number | undefined {
  const words = text.normalize('NFKC').trim()
  const plain = /^(\d{1,3})$/.exec(words)
  if (plain) return inRange(Number(plain[1]))
  if (/毎月|月1回|^monthly$/i.test(words)) return DAYS.月
  if (/隔月|^bimonthly$/i.test(words)) return 2 * DAYS.月
  if (/毎週|週1回|^weekly$/i.test(words)) return DAYS.週
  if (/隔週/.test(words)) return 2 * DAYS.週
  const english = ENGLISH.exec(words)
  if (english) return inRange(Number(english[1]) * UNIT[english[2]?.toLowerCase() as keyof typeof UNIT])
  const [, count, unit, month] = COUNTED.exec(words) ?? []
  const days = DAYS[(unit ?? month) as keyof typeof DAYS]
  return count && days ? inRange(Number(count) * days) : undefined
}

/** What `SubscriptionInput` takes. */
const inRange = (days: number): number | undefined => (days >= 1 && days <= 400 ? days : undefined)

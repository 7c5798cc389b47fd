/** What does this cell say, as people and carts write amounts, dates and states? (DOMAIN §2.2, §2.3) */

import { isPlainMoment, levelled, readMoment } from '../core/normalise.ts'
import type { OrderStatus } from '../core/order.ts'

/** A number that Excel wrote in its own way: the digits behind are lost (`5.12E+12`). */
export const isDamagedNumber = (text: string): boolean => /^-?\d(\.\d+)?E\+\d+$/i.test(levelled(text).trim())

/** A date as Excel's count of days since 1900, 1990 to 2063. */
export const isDateSerial = (text: string): boolean => /^(3[3-9]|[45]\d)\d{3}(\.\d+)?$/.test(text.trim())

/** 令和8年4月1日, R8.4.1, 平成… */
export const isImperialDate = (text: string): boolean =>
  /^(令和|平成|昭和|[RHS])\s?(元|\d{1,2})\s?[年./-]/i.test(text.normalize('NFKC').trim())

const DIGITS = /^\d{1,9}$/

/** Yen as an integer; undefined when it is not one. */
export function readYen(text: string): number | undefined {
  if (DIGITS.test(text)) return Number(text)
  const plain = text
    .normalize('NFKC')
    .replace(/[\s¥\\,円]/g, '')
    .replace(/^[△▲−‐–ー]/, '-')
    .replace(/\.0+$/, '')
  return /^-?\d{1,9}$/.test(plain) ? Number(plain) : undefined
}

/** 指定なし, 0000-00-00 and their like: words for "no date" in a column that may be empty. */
export const isNoDate = (text: string): boolean =>
  /^(指定|希望)?(なし|無し)$|^(最短|未定|未入金|未発送|未出荷|未配達|ー+|-+|0|0000[-/]00[-/]00.*)$/.test(
    text.normalize('NFKC').trim(),
  )

/** はい and いいえ in the words of carts; undefined for anything else. */
export function readFlag(text: string): boolean | undefined {
  const word = text.normalize('NFKC').trim()
  if (
    /^(0|いいえ|なし|無し|×|false|no|通常|通常購入|通常注文|都度|都度購入|単品|単品購入|一般)$|非定期|定期(なし|無し|外|以外|ではない)/i.test(
      word,
    )
  )
    return false
  return /^(1|はい|あり|有り|有|○|◯|true|yes)$|定期|頒布|サブスク|subscription/i.test(word) ? true : undefined
}

/** Whether somebody wants the shop's e-mail: 希望する, 配信しない, 不要; undefined for anything else. */
export function readConsent(text: string): boolean | undefined {
  const word = text.normalize('NFKC').trim()
  if (/(し|ら|ま)ない|ません|不要|不可|拒否|停止|解除|未登録|退会|unsubscribed/i.test(word)) return false
  return /^(する|希望(する|します)?|配信(する|可|中|希望)?|購読(する|中)?|受信(する)?|受け取る|登録(済み?|中)?|可|subscribed)$/i.test(
    word,
  )
    ? true
    : readFlag(word)
}

/** How many; `2個`, `２`, `2.0`. */
export function readCount(text: string): number | undefined {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  const match = /^(\d{1,6})(?:\.0+)?\s*(?:個|点|本|回|回目|セット)?$/.exec(
    text.normalize('NFKC').trim().replace(/,/g, ''),
  )
  return match ? Number(match[1]) : undefined
}

/**
 * A moment that `readMoment` can read, from one or two cells: also 2026年4月1日, 20260401, 103309 as a time, and seconds
 * or milliseconds since 1970.
 */
export function readDate(date: string, time?: string): string | undefined {
  if (time === undefined && isPlainMoment(date)) return date
  const day = date.normalize('NFKC').trim()
  const epoch = /^\d{10}(\d{3})?$/.exec(day)
  if (epoch) return new Date(Number(day) * (epoch[1] ? 1 : 1000)).toISOString()
  const plain = day
    .replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')
    .replace(/^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/, '$1-$2-$3 $4:$5:$6')
    .replace(/^(\d{4})年(\d{1,2})月(\d{1,2})日/, '$1-$2-$3')
    .replace(/^(\d{4})\.(\d{1,2})\.(\d{1,2})(?=\D|$)/, '$1-$2-$3')
    .replace(/\s*\([月火水木金土日]\)\s*/, ' ')
    .trim()
    .replace(/(\d{1,2})時(\d{1,2})分(?:(\d{1,2})秒)?$/, (_, h, m, s = '0') => `${h}:${two(m)}:${two(s)}`)
  const clock = time?.normalize('NFKC').trim()
  const digits = clock && /^\d{5,6}$/.test(clock) ? clock.padStart(6, '0').replace(/(..)(..)(..)/, '$1:$2:$3') : clock
  const whole = digits && !plain.includes(':') ? `${plain} ${digits}` : plain
  return readMoment(whole) ? whole : undefined
}

const two = (digits: string) => digits.padStart(2, '0')

/** What a customer only asked for, or can no longer ask for, has not happened: it says nothing of the order's state. */
const NOT_YET =
  /未?(キャンセル|取消し?|取り消し|返品)の?(申請|申し?込み?|依頼|希望|リクエスト|待ち|予定|不可|なし|無し|対象外|期限)中?/g

/** The first that matches decides; anything else counts as a confirmed order (DOMAIN §2.1). */
const STATUS_BY_WORDS: [RegExp, OrderStatus | 'not_an_order'][] = [
  // A basket on its way to the payment page is no order (EC-CUBE 7 and 8, DOMAIN §2.2).
  [/決済処理中|購入処理中/, 'not_an_order'],
  // Some of the goods are kept: it was a purchase.
  [/(一部|部分)(キャンセル|取消|取り消し|返品|返金)|partial(ly)?[\s_-]*refund/i, 'partially_refunded'],
  [/キャンセル|取消|取り消し|cancel|void|^(無効|削除(済み?)?)$/i, 'cancelled'],
  [/返品|返送|return/i, 'returned'],
  [/返金|refund|チャージバック|chargeback/i, 'refunded'],
  [/未発送|未出荷|発送待ち|出荷待ち|発送準備|出荷準備|unfulfilled|unshipped/i, 'confirmed'],
  [/配達完了|配送完了|お届け完了|配達済|お届け済|受取済|受取完了|delivered/i, 'delivered'],
  [/発送済|出荷済|発送完了|出荷完了|配送済|^配送中?$|shipped|fulfilled/i, 'shipped'],
  // A renewal whose payment failed has not been bought (DOMAIN §1.1).
  [
    /未入金|入金待ち|仮受注|未決済|未払い|(決済|支払い?)待ち|(決済|支払い?|カード|与信|オーソリ)の?(失敗|エラー|ng|不可)|pending|authorized|unpaid|declined|expired|fail(ed|ure)/i,
    'pending',
  ],
]

export function readStatus(text: string): OrderStatus | 'not_an_order' {
  const said = text.normalize('NFKC').replace(NOT_YET, '')
  return STATUS_BY_WORDS.find(([words]) => words.test(said))?.[1] ?? 'confirmed'
}

/** Whom do you meet in the demo shop by name, and what does each of them show? (DOMAIN §6.1, the table) */

import { addDays, type JstDate, jstInstant } from '../core/calendar.ts'
import { cartOf, type DemoCustomer, lineUserIdOf, type Product } from './people/customer.ts'

/** What happens through LINE, at a moment: their telephone does it, the bot hears it. */
export type Act =
  | { follow: true }
  /** In the shop, as somebody who is known there by this order only. */
  | { orders: string }
  | { buy: string }
  | { tap: string }
  | { say: string }
  /** The survey they are asked. */
  | { answer: { satisfaction: number; nps: number } }
  /** An order's number that the shop has not reported, with the last digits of a telephone. */
  | { claim: { number: string; proof: string } }
  /** The card of this person of the story. */
  | { acceptCardOf: string }
export type Scene = { daysAgo: number; at: string } & Act

/** What the shop's cart, LINE and the survey know of before; days ago. */
interface History {
  bought: [daysAgo: number, sku: string][]
  contract?: { cycleDays: number; failedAgo?: number }
  friendAgo?: number
  blockedAgo?: number
  answered?: [daysAgo: number, satisfaction: number, nps: number][]
  mall?: string
}

export interface StoryPerson {
  name: string
  kana: string
  phone?: string
  /** In a line, for whoever chooses a telephone to look at. */
  about: string
  history?: History
  scenes?: Scene[]
}

/** Ordered in the shop before she was a friend: the page that joins the two can be tried with it. */
export const UNLINKED_ORDER = { name: '佐藤 あかね', number: '1001', phone: '090-0000-5678' }

/** Deliveries of one contract, the newest first in time last. */
const deliveries = (first: number, every: number, last: number): [number, string][] =>
  Array.from({ length: (first - last) / every + 1 }, (_, n) => [first - n * every, 'LS'])

export const STORY: readonly StoryPerson[] = [
  {
    name: '佐藤 あかね',
    kana: 'サトウ アカネ',
    about: '友だち追加2日。ご注文とはまだつながっていません',
    scenes: [
      { daysAgo: 2, at: '11:40', orders: 'LT' },
      { daysAgo: 2, at: '12:10', follow: true },
    ],
  },
  {
    name: '鈴木 由美',
    kana: 'スズキ ユミ',
    about: 'お試しが届いて使いはじめ。定期のご案内はまだ送れません',
    scenes: [
      { daysAgo: 5, at: '10:20', follow: true },
      { daysAgo: 5, at: '10:40', buy: 'LT' },
      { daysAgo: 2, at: '21:05', tap: '今日から使います' },
    ],
  },
  {
    name: '中村 春香',
    kana: 'ナカムラ ハルカ',
    about: 'お試しから17日。はじめてのアンケートが届いています',
    scenes: [
      { daysAgo: 17, at: '15:20', follow: true },
      { daysAgo: 17, at: '15:30', buy: 'LT' },
      { daysAgo: 14, at: '21:10', tap: '今日から使います' },
      { daysAgo: 12, at: '20:20', tap: 'しっとりした' },
    ],
  },
  {
    name: '高橋 のぞみ',
    kana: 'タカハシ ノゾミ',
    about: 'お試しから40日、お返事なし',
    scenes: [
      { daysAgo: 40, at: '13:30', follow: true },
      { daysAgo: 40, at: '13:35', buy: 'LT' },
    ],
  },
  {
    name: '田中 美咲',
    kana: 'タナカ ミサキ',
    about: 'お試しから70日。冷め始めです',
    scenes: [
      { daysAgo: 70, at: '11:00', follow: true },
      { daysAgo: 70, at: '11:05', acceptCardOf: '小林 千夏' },
      { daysAgo: 70, at: '11:20', buy: 'LT' },
    ],
  },
  {
    name: '伊藤 さくら',
    kana: 'イトウ サクラ',
    about: 'お試しのあと本品をお買い上げ。2回目が生まれました',
    scenes: [
      { daysAgo: 45, at: '09:50', follow: true },
      { daysAgo: 45, at: '10:00', buy: 'LT' },
      { daysAgo: 42, at: '20:30', tap: '今日から使います' },
      { daysAgo: 40, at: '20:40', tap: 'しっとりした' },
      { daysAgo: 20, at: '19:00', buy: 'LF' },
    ],
  },
  {
    name: '渡辺 恵',
    kana: 'ワタナベ メグミ',
    about: '定期をはじめて10日。関連商品のご案内はまだ送れません',
    scenes: [
      { daysAgo: 10, at: '18:00', follow: true },
      { daysAgo: 10, at: '18:20', buy: 'LS' },
    ],
  },
  {
    name: '山本 直子',
    kana: 'ヤマモト ナオコ',
    about: '定期2回目、アンケートで2回よいお答え',
    history: {
      bought: deliveries(57, 45, 12),
      contract: { cycleDays: 45 },
      friendAgo: 56,
      answered: [
        [47, 5, 8],
        [16, 4, 8],
      ],
    },
  },
  // A fan on the way: one more friendly answer makes a partner, and a friend may be told already.
  {
    name: '小林 真理',
    kana: 'コバヤシ マリ',
    about: '定期3回目。あと1回よいお答えでパートナーです',
    history: {
      bought: [
        [100, 'LS'],
        [62, 'LS'],
        [33, 'LS'],
      ],
      contract: { cycleDays: 45 },
      friendAgo: 100,
      answered: [
        [66, 5, 9],
        [35, 5, 10],
      ],
    },
  },
  {
    name: '中村 佳奈',
    kana: 'ナカムラ カナ',
    about: '定期8回目とクリーム。関連商品のご案内ができます',
    history: {
      bought: [...deliveries(321, 45, 6), [150, 'CR']],
      contract: { cycleDays: 45 },
      friendAgo: 320,
      answered: [
        [200, 5, 8],
        [150, 4, 9],
        [100, 5, 9],
        [50, 5, 10],
      ],
    },
  },
  {
    name: '小林 千夏',
    kana: 'コバヤシ チナツ',
    about: '定期12回目、お友だちもご紹介くださいました',
    history: {
      bought: [...deliveries(340, 30, 10), [200, 'CR'], [120, 'WA']],
      contract: { cycleDays: 30 },
      friendAgo: 339,
      answered: [
        [300, 5, 9],
        [250, 5, 10],
        [200, 5, 9],
        [150, 5, 10],
        [100, 5, 10],
        [60, 5, 10],
      ],
    },
  },
  {
    name: '加藤 玲',
    kana: 'カトウ レイ',
    about: '定期4回目から75日。お支払いの確認が要ります',
    history: {
      bought: deliveries(255, 60, 75),
      contract: { cycleDays: 60, failedAgo: 12 },
      friendAgo: 250,
    },
  },
  {
    name: '吉田 文',
    kana: 'ヨシダ フミ',
    about: '90日ごとの定期。周期の調整を入れるとパートナーです',
    history: {
      bought: deliveries(265, 90, 85),
      contract: { cycleDays: 90 },
      friendAgo: 264,
      answered: [
        [220, 4, 8],
        [160, 5, 9],
        [100, 5, 9],
      ],
    },
  },
  {
    name: '山田 香織',
    kana: 'ヤマダ カオリ',
    about: '本品3回のあと120日。おひさしぶりのごあいさつ',
    history: {
      bought: [
        [230, 'LF'],
        [175, 'LF'],
        [120, 'LF'],
      ],
      friendAgo: 228,
      answered: [
        [190, 4, 8],
        [140, 4, 7],
      ],
    },
  },
  {
    name: '佐々木 澪',
    kana: 'ササキ ミオ',
    about: '本品から200日、お返事なし',
    history: { bought: [[200, 'LF']], friendAgo: 198 },
  },
  {
    name: '松本 葵',
    kana: 'マツモト アオイ',
    about: '離れたあと、3日前に戻ってこられました',
    history: {
      bought: [
        [220, 'LF'],
        [3, 'LF'],
      ],
      friendAgo: 219,
      answered: [[180, 4, 8]],
    },
  },
  {
    name: '井上 薫',
    kana: 'イノウエ カオル',
    about: 'きのうのアンケートで満足2。売り込みを休みます',
    scenes: [
      { daysAgo: 18, at: '12:00', follow: true },
      { daysAgo: 18, at: '12:20', buy: 'LT' },
      { daysAgo: 1, at: '20:10', answer: { satisfaction: 2, nps: 3 } },
    ],
  },
  {
    name: '木村 望',
    kana: 'キムラ ノゾミ',
    about: '定期の方。LINEはブロック、同梱物とメールだけ',
    history: { bought: deliveries(50, 45, 5), contract: { cycleDays: 45 }, friendAgo: 49, blockedAgo: 20 },
  },
  {
    name: '林 結衣',
    kana: 'ハヤシ ユイ',
    about: '「配信停止」と送られました',
    scenes: [
      { daysAgo: 12, at: '11:00', follow: true },
      { daysAgo: 12, at: '11:10', buy: 'LT' },
      { daysAgo: 6, at: '08:30', say: '配信停止' },
    ],
  },
  {
    name: '清水 綾',
    kana: 'シミズ アヤ',
    about: 'ご注文とつなぐお申し出が、注文の取り込みを待っています',
    scenes: [
      { daysAgo: 1, at: '12:00', follow: true },
      { daysAgo: 1, at: '12:05', claim: { number: '9090', proof: '4321' } },
    ],
  },
  {
    name: '髙﨑 真理',
    kana: 'タカサキ マリ',
    phone: '9000001019',
    about: '髙と﨑のお名前、頭の0が落ちた電話番号',
    history: { bought: [[15, 'LT']], friendAgo: 14 },
  },
  {
    name: '森 百合',
    kana: 'モリ ユリ',
    about: 'モールでのお買い上げのみ。ご案内は送れません',
    history: { bought: [[30, 'LF']], mall: 'rakuten' },
  },
]

export const numberOf = (person: StoryPerson): string => `N${String(STORY.indexOf(person) + 1).padStart(4, '0')}`

/** The part of the story that lies before the bot: as the cart, LINE and the survey report it. */
export function historyOf(person: StoryPerson, today: JstDate, products: readonly Product[]): DemoCustomer | undefined {
  const { name, kana, history } = person
  if (!history) return undefined
  const number = numberOf(person)
  const { bought, contract, friendAgo, blockedAgo, answered = [], mall } = history
  const phone = person.phone ?? `090-0000-1${number.slice(-3)}`
  const customer = { number, identity: { name, kana, phone, pref: '東京都' }, ...(mall && { mall }) }
  const cart = cartOf(customer, today, products)
  const day = (daysAgo: number, time: string) => jstInstant(addDays(today, -daysAgo), time)
  let delivery = 0
  const reports = bought.map(([daysAgo, sku]) =>
    cart.order({ daysAgo, sku, ...(sku === 'LS' && { delivery: ++delivery }) }, '10:30'),
  )
  const startedAgo = bought.find(([, sku]) => sku === 'LS')?.[0]
  if (contract && startedAgo !== undefined) {
    const about = { startedAgo, cycleDays: contract.cycleDays }
    const nextAgo = startedAgo - contract.cycleDays * delivery
    reports.push(cart.contract(about, '10:30', { daysAgo: startedAgo, status: 'active', count: 1, nextAgo }))
    if (contract.failedAgo !== undefined)
      reports.push(
        cart.contract(about, '10:30', { daysAgo: contract.failedAgo, status: 'payment_failed', count: delivery }),
      )
  }
  return {
    ...customer,
    affinity: 1,
    reports: reports.sort((one, other) => one.at.getTime() - other.at.getTime()),
    ...(friendAgo !== undefined && {
      friend: {
        lineUserId: lineUserIdOf(number),
        since: day(friendAgo, '12:00'),
        ...(blockedAgo !== undefined && { blockedAt: day(blockedAgo, '21:30') }),
      },
    }),
    rounds: answered.map(([daysAgo, satisfaction, nps]) => ({
      askedAt: day(daysAgo, '19:30'),
      answeredAt: day(daysAgo, '20:40'),
      answer: { satisfaction, nps },
    })),
  }
}

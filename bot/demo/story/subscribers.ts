/** Who has a subscription, from the first delivery to the one who tells her friends? */

import { deliveries, type StoryPerson } from './person.ts'

export const SUBSCRIBERS: readonly StoryPerson[] = [
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
]

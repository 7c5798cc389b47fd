/** Who has gone quiet or come back, is unhappy, cannot be written to, or is not quite known yet? */

import { deliveries, type StoryPerson } from './person.ts'

export const DISTANT: readonly StoryPerson[] = [
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

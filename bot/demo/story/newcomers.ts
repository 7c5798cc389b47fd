/** Who has just come, tries, and buys for the second time? */

import type { StoryPerson } from './person.ts'

export const NEWCOMERS: readonly StoryPerson[] = [
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
]

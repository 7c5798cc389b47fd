/** Which small drawing stands above a menu button's words? Our own strokes on a 24-unit square, never without the words. */

import type { LiffPage } from './content.ts'

export const MENU_ICONS = {
  bulb: '電球',
  talk: '相談',
  coupon: 'クーポン',
  question: '質問',
  receipt: '履歴',
  gear: '設定',
  truck: 'お届け',
  calendar: '予定の変更',
  book: 'ノート',
  bell: 'お知らせ',
  cart: '注文',
  gift: '贈りもの',
  letter: 'ご意見',
  person: 'マイページ',
  survey: 'アンケート',
  link: 'つなぐ',
  page: 'ページ',
  swap: '切りかえ',
} as const
export type MenuIcon = keyof typeof MENU_ICONS

export const ICON_PATHS: Record<MenuIcon, string> = {
  bulb: 'M9 17.5h6M10 20.5h4M12 3.5a6 6 0 0 0-3.6 10.8c.7.5 1.1 1.3 1.1 2.2v1h5v-1c0-.9.4-1.7 1.1-2.2A6 6 0 0 0 12 3.5Z',
  talk: 'M4 5.5h16v11h-8.5L7 20.5v-4H4v-11ZM8 9.5h8M8 12.7h5',
  coupon:
    'M3.5 6.5h17v3.3a2.3 2.3 0 0 0 0 4.4v3.3h-17v-3.3a2.3 2.3 0 0 0 0-4.4V6.5ZM14.5 9v.6M14.5 11.7v.6M14.5 14.4v.6',
  question:
    'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM9.4 9.6a2.7 2.7 0 1 1 4 2.4c-1 .6-1.4 1.1-1.4 2.1M12 16.9h.01',
  receipt: 'M6 3.5h12v17l-2-1.5-2 1.5-2-1.5-2 1.5-2-1.5-2 1.5v-17ZM9 8h6M9 11.3h6M9 14.6h3.5',
  gear: 'M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6ZM10.3 3.5h3.4l.5 2.4 1.6.9 2.3-.8 1.7 3-1.8 1.6v1.8l1.8 1.6-1.7 3-2.3-.8-1.6.9-.5 2.4h-3.4l-.5-2.4-1.6-.9-2.3.8-1.7-3L6 13.4v-1.8L4.2 10l1.7-3 2.3.8 1.6-.9.5-2.4Z',
  truck:
    'M2.5 6h11.5v10.5h-11.5V6ZM14 9.5h4l3.5 3.5v3.5H14M7 19.3a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.8ZM17.5 19.3a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.8Z',
  calendar: 'M4 6h16v14H4V6ZM4 10.5h16M8.5 3.5V7.5M15.5 3.5V7.5M9 15.3l2.2 2.2 4-4',
  book: 'M12 6.5c-1.8-1.3-4.3-2-8-2v13.5c3.7 0 6.2.7 8 2 1.8-1.3 4.3-2 8-2V4.5c-3.7 0-6.2.7-8 2ZM12 6.5V20',
  bell: 'M5.5 17v-1l1.3-1.7V10.5a5.2 5.2 0 0 1 10.4 0v3.8l1.3 1.7v1h-13ZM10 20.3h4M12 5.3V3.5',
  cart: 'M3 4.5h2.3l2.4 11h9.6l2.2-8H6M9 19.5h.01M16.3 19.5h.01',
  gift: 'M4.5 11.5h15v9h-15v-9ZM3.5 7.5h17v4h-17v-4ZM12 7.5v13M12 7.5c-3 0-4.8-1.2-4.5-2.6.4-1.5 3.6-1 4.5 2.6.9-3.6 4.1-4.1 4.5-2.6.3 1.4-1.5 2.6-4.5 2.6Z',
  letter: 'M3.5 5.5h17v13h-17v-13ZM4 6.2l8 6.6 8-6.6',
  person: 'M12 11.8a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.3c.7-3.8 3.5-5.6 7.5-5.6s6.8 1.8 7.5 5.6',
  survey:
    'M5 4.5h14v16H5v-16ZM9 3.5h6v2.5H9V3.5ZM8.3 11.3l1.4 1.4 2.4-2.6M14.5 11.5h1.5M8.3 16.3l1.4 1.4 2.4-2.6M14.5 16.5h1.5',
  link: 'M10.3 13.7a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1.4 1.4M13.7 10.3a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 10.7 19l1.4-1.4',
  page: 'M5.5 3.5h8.5l4.5 4.5v12.5h-13v-17ZM14 3.5V8h4.5M9 12.5h6M9 16h6',
  swap: 'M4 8.5h15l-3.5-3.5M20 15.5H5L8.5 19',
}

/** The first that fits a button's words. */
const BY_WORD: [RegExp, MenuIcon][] = [
  [/クーポン|特典|割引/, 'coupon'],
  [/ご?意見|ご?要望/, 'letter'],
  [/紹介|プレゼント|ギフト/, 'gift'],
  [/質問|Q&A|FAQ|困っ/i, 'question'],
  [/相談|問い?合わせ|チャット|トーク/, 'talk'],
  [/履歴|明細|領収/, 'receipt'],
  [/休み|変更|解約|予約|日程/, 'calendar'],
  [/お?届け|配送|発送/, 'truck'],
  [/使い方|コツ|はじめての/, 'bulb'],
  [/ノート|手入れ|読みもの|レシピ|コラム/, 'book'],
  [/お知らせ|新着|ニュース/, 'bell'],
  [/注文|買|購入|ショップ|商品/, 'cart'],
  [/アンケート/, 'survey'],
  [/設定/, 'gear'],
  [/つなぐ|連携/, 'link'],
]

const BY_PAGE: Record<LiffPage, MenuIcon> = {
  survey: 'survey',
  link: 'link',
  wallet: 'coupon',
  mypage: 'person',
  settings: 'gear',
  referral: 'gift',
}

export function iconOf(area: {
  label: string
  icon?: MenuIcon
  liff?: LiffPage
  url?: string
  switch_to?: string
}): MenuIcon {
  const byWord = BY_WORD.find(([words]) => words.test(area.label))?.[1]
  const byAction = area.switch_to ? 'swap' : area.liff ? BY_PAGE[area.liff] : area.url ? 'page' : 'talk'
  return area.icon ?? byWord ?? byAction
}

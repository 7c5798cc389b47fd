/** What stands at the foot of the chat, and for whom? `scenarios/richmenus/*.yaml` → LINE's rich menu (DOMAIN §6.3, LINE §10). */

import type { messagingApi } from '@line/bot-sdk'
import { z } from 'zod'
import { LIFF_PAGES, type LiffPage, LinkUrl } from './content.ts'
import { graphemeLength, LIMITS } from './limits.ts'
import { MENU_ICONS } from './menu-icons.ts'
import { oneOf } from './one-of.ts'
import { told } from './told.ts'
import { LABELS } from './vocabulary.ts'

/** LINE's two usual sizes (LINE §10). */
export const SIZES = { large: { width: 2500, height: 1686 }, compact: { width: 2500, height: 843 } } as const
const SIZE_WORDS = { large: '大きい（2500×1686）', compact: '小さい（2500×843）' } as const

const MENU_ID = /^[a-z][a-z0-9_]*$/
const MenuId = z.string().regex(MENU_ID).max(LIMITS.menuAlias)

const within = (max: number, what: string) =>
  z
    .string()
    .min(1)
    .refine((text) => graphemeLength(text) <= max, {
      error: (issue) => `${what}は${max}文字までです（いま${graphemeLength(String(issue.input))}文字）。`,
    })

const OPENS = ['text', 'url', 'liff', 'postback', 'switch_to'] as const

const Area = z
  .strictObject({
    label: told(
      within(LIMITS.label, 'ボタンの名前'),
      'ボタンの名前',
      `読み上げにも使います。${LIMITS.label}文字まで`,
      '使い方',
    ),
    text: told(
      within(LIMITS.actionText, '送る言葉').optional(),
      '送る言葉',
      'お客さまの言葉としてトークに出ます。replies.yaml の言葉なら、すぐにお返事できます',
      '使い方',
    ),
    url: LinkUrl.optional(),
    liff: told(oneOf(LIFF_PAGES).optional(), 'LINEの中で開くページ', 'アンケート、クーポンなど', 'wallet'),
    postback: told(
      z.string().min(1).max(LIMITS.postbackData).optional(),
      '合図',
      '開発者むけ。300文字まで',
      'menu:help',
    ),
    switch_to: told(MenuId.optional(), '切りかえるメニュー', 'ほかのメニューの id', 'subscriber'),
    icon: told(
      oneOf(MENU_ICONS).optional(),
      '絵',
      '画像をおまかせで作るときの絵。書かなければ、ボタンの名前に合うものを選びます',
      'talk',
    ),
    width: told(z.int().min(1).max(20).default(1), '横のマスの数', '書かなければ1', 2),
    height: told(z.int().min(1).max(20).default(1), '縦のマスの数', '書かなければ1', 1),
  })
  .refine((area) => OPENS.filter((key) => area[key] !== undefined).length === 1, {
    error: `${OPENS.join('、')} のどれか一つを書いてください。`,
  })
type Area = z.infer<typeof Area>

const size = (title: string, least: number, most: number, example: number) =>
  told(z.int().min(least).max(most), title, `${least}〜${most}（点）`, example)

export const RichMenu = z
  .strictObject({
    id: told(MenuId, 'メニューの名前', `ファイル名と同じにします。${LIMITS.menuAlias}文字まで`, 'visitor'),
    name: told(within(LIMITS.menuName, '呼び名'), '店での呼び名', 'お客さまには見えません', 'はじめての方のメニュー'),
    chat_bar: told(
      within(LIMITS.menuBar, 'バーの文字'),
      'バーの文字',
      `メニューを開く帯の文字。${LIMITS.menuBar}文字まで`,
      'メニュー',
    ),
    labels: told(
      z.array(oneOf(LABELS)).default([]),
      'どなたに見せるか',
      'ファン区分。空なら、ほかのメニューから切りかえたときだけ見えます',
      ['visitor', 'follower'],
    ),
    size: told(
      z
        .union([
          oneOf(SIZE_WORDS),
          z
            .strictObject({ width: size('横', 800, 2500, 1200), height: size('縦', 250, 1724, 405) })
            .refine(({ width, height }) => width / height >= 1.45, { error: '横は縦の1.45倍以上にしてください。' }),
        ])
        .default('large'),
      '大きさ',
      'large（2500×1686）か compact（2500×843）、または点の数',
      'large',
      { width: 1200, height: 405 },
    ),
    image: told(
      z
        .string()
        .regex(/^[\w.-]+\.(png|jpe?g)$/i, {
          error: '画像のファイル名は、半角の英数字で、.png か .jpg で終わるものにしてください。',
        })
        .optional(),
      '画像',
      'このファイルと同じフォルダーに置いた PNG か JPEG（1MBまで、大きさは size のとおり）。書かなければ、ボタンの名前から作ります',
      'visitor.png',
    ),
    columns: told(z.int().min(1).max(20), '横に並べる数', '同じ幅のマスに分けます', 3),
    rows: told(z.int().min(1).max(20), '縦に並べる数', '同じ高さのマスに分けます', 2),
    open: told(z.boolean().default(true), '開いておく', 'トークを開いたときに、メニューも開くか', true),
    areas: told(z.array(Area).min(1).max(LIMITS.menuAreas), 'ボタン', '左上から右へ、順に並べます', [
      { label: '相談する', text: '相談する' },
      { label: 'クーポン', liff: 'wallet' },
    ]),
  })
  .superRefine((menu, context) => {
    const { free, misfits } = layOut(menu)
    for (const index of misfits)
      context.addIssue({
        code: 'custom',
        path: ['areas', index],
        message: `「${menu.areas[index]?.label}」が入るマスがありません（${menu.columns}×${menu.rows}マス）。`,
      })
    if (!misfits.length && free > 0)
      context.addIssue({
        code: 'custom',
        path: ['areas'],
        message: `マスが${free}つ余っています。押しても何も起きない場所ができるので、width で広げるか、ボタンを足してください。`,
      })
  })
export type RichMenu = z.infer<typeof RichMenu>

interface Laid {
  cells: { column: number; row: number }[]
  misfits: number[]
  free: number
}

/** Each button into the first place it fits, in reading order. */
function layOut({ areas, columns, rows }: { areas: Area[]; columns: number; rows: number }): Laid {
  const taken = new Set<number>()
  const laid: Laid = { cells: [], misfits: [], free: 0 }
  for (const [index, { width, height }] of areas.entries()) {
    const cellsAt = (start: number) => {
      const [column, row] = [start % columns, Math.floor(start / columns)]
      if (column + width > columns || row + height > rows) return []
      return Array.from({ length: width * height }, (_, n) => start + (n % width) + Math.floor(n / width) * columns)
    }
    const starts = Array.from({ length: columns * rows }, (_, start) => start)
    const start = starts.find((one) => cellsAt(one).length > 0 && cellsAt(one).every((cell) => !taken.has(cell)))
    if (start === undefined) laid.misfits.push(index)
    for (const cell of cellsAt(start ?? columns * rows)) taken.add(cell)
    laid.cells.push({ column: (start ?? 0) % columns, row: Math.floor((start ?? 0) / columns) })
  }
  return { ...laid, free: columns * rows - taken.size }
}

export interface MenuContext {
  /** Address of a page of the mini-app; without it the button says its own words. */
  liffUrl?: (page: LiffPage) => string
}

/** The menu as LINE's API takes it; the alias of each menu is its id (LINE §10). */
export function renderRichMenu(menu: RichMenu, context: MenuContext): messagingApi.RichMenuRequest {
  const whole = typeof menu.size === 'string' ? SIZES[menu.size] : menu.size
  const { cells } = layOut(menu)
  const line = (cell: number, count: number, length: number) => Math.round((cell * length) / count)
  return {
    name: menu.name,
    chatBarText: menu.chat_bar,
    selected: menu.open,
    size: { ...whole },
    areas: menu.areas.map((area, index) => {
      const { column = 0, row = 0 } = cells[index] ?? {}
      const [x, y] = [line(column, menu.columns, whole.width), line(row, menu.rows, whole.height)]
      return {
        bounds: {
          x,
          y,
          width: line(column + area.width, menu.columns, whole.width) - x,
          height: line(row + area.height, menu.rows, whole.height) - y,
        },
        action: actionOf(area, context),
      }
    }),
  }
}

function actionOf(
  { label, text, url, liff, postback, switch_to }: Area,
  { liffUrl }: MenuContext,
): messagingApi.Action {
  if (url) return { type: 'uri', label, uri: url }
  if (liff && liffUrl) return { type: 'uri', label, uri: liffUrl(liff) }
  if (postback) return { type: 'postback', label, data: postback, displayText: label }
  if (switch_to) return { type: 'richmenuswitch', label, richMenuAliasId: switch_to, data: `menu:${switch_to}` }
  return { type: 'message', label, text: text ?? label }
}

/** What did the import do, or what would it do, in sentences? */

import { jstDate } from '../core/calendar.ts'
import { count as shown } from '../core/metrics-words-figures.ts'
import { STATUS_WORDS } from '../core/order-words.ts'
import { type Io, printRejected } from './command.ts'
import type { Imported } from './import-file.ts'
import { printEffects } from './import-preview.ts'

const STATES = ['status', 'status_code', 'fulfillment_status', 'payment_status', 'cancelled_at'] as const

export function report(io: Io, path: string, imported: Imported, dryRun: boolean): void {
  const { inserted, updated, skipped, older, customers, rejected, rejected_count } = imported
  const { columns, unused, mended, fits, mall, encoding, from, to } = imported
  const charset = encoding === 'shift_jis' ? 'Shift_JIS' : encoding.toUpperCase()
  io.out(`${path}（${charset}${from ? `、${from}〜${to}` : ''}）\n`)
  io.out(`  ファイルの種類：${imported.system}、${shown(imported.rows)}行\n`)
  const read = Object.entries(columns).map(([field, header]) => `${header}→${field}`)
  io.out(`  読んだ列：${read.join('、')}\n`)
  if (unused.length > 0) io.out(`  使わなかった列：${unused.join('、')}\n`)
  if (fits) io.out(`  見出しは ${fits} のもののようです。--preset ${fits} のほうが正しく読めます。\n`)
  if (mall) io.out(`  ${mallNote(mall)}\n`)
  if (!STATES.some((field) => columns[field]))
    io.out('  状態（キャンセルなど）の列がないため、すべて有効なご注文として数えます。\n')
  if (to && to > jstDate(io.now()))
    io.out(`  日付が今日より先のご注文があります（最後は ${to}）。その日が来るまで、お買い物に数えません。\n`)
  if (mended.phones > 0)
    io.out(`  先頭の0が消えた電話番号が${shown(mended.phones)}行にあり、0を補いました（最初は${mended.line}行目）。\n`)
  for (const [number, word] of [
    [inserted, '新しい注文'],
    [updated, '変更された注文'],
    [skipped, '前と同じ注文'],
    [rejected_count, '取り込めなかった行'],
  ] as const)
    io.out(`  ${word}：${shown(number)}件\n`)
  if (imported.contracts > 0) io.out(`  注文に書かれていた定期便の状態：${shown(imported.contracts)}件\n`)
  if (older > 0) io.out(`  ${olderNote(older)}\n`)
  io.out(`  お客さま：${shown(customers)}人\n`)
  if (imported.joined > 0)
    io.out(
      `  おひとりにまとめたお客さま：${shown(imported.joined)}人（メールアドレスか、電話番号とお名前が同じでした。取り込んだあと、npx fanbelt merges で確かめ、戻すこともできます）\n`,
    )
  if (imported.anonymous > 0 && !mall)
    io.out(
      `  お客さまのわからない注文：${shown(imported.anonymous)}件（番号もメールアドレスも電話番号もないため、売上の集計にだけ使います）\n`,
    )
  printRejected(io, rejected, rejected_count)
  if (dryRun) printSamples(io, imported.samples)
  if (imported.effects) printEffects(io, imported.effects)
  io.out(dryRun ? '試しに読んだだけで、何も変えていません。\n' : '取り込みました。\n')
}

export const olderNote = (count: number): string =>
  `ほかに${shown(count)}件は、このファイルより新しい知らせがすでに届いているため、そのままにします。`

function printSamples(io: Io, samples: Imported['samples']): void {
  if (samples.length > 0) io.out(`  はじめの${samples.length}件は、次のように取り込まれます。\n`)
  for (const { line, order_id, ordered_on, total_yen, status, items, outcome } of samples) {
    const total = total_yen === undefined ? '金額なし' : `${shown(total_yen)}円`
    const what = items.length > 0 ? items.join('、') : '明細なし'
    io.out(
      `    ${line}行目 ${order_id} ${ordered_on} ${total} ${STATUS_WORDS[status]} ${what}（${OUTCOMES[outcome]}）\n`,
    )
  }
}

const OUTCOMES = {
  inserted: '新しい',
  updated: '変更',
  unchanged: '前と同じ',
  older: 'すでに新しい知らせがあり、そのまま',
} as const

const mallNote = (mall: string) =>
  `${mall}のご注文です。モールの規約で、購入者を店のLINEなどへご案内することはできないため、売上の集計にだけ使います。お客さまとは結びつけず、メッセージもお送りしません（モールのメールアドレスは仮のもので、ご本人の手がかりになりません）。`

/** `fanbelt merge`: two customers are one person; everything becomes one's (DOMAIN §2.4). */

import type { Command } from 'commander'
import { type Merged, mergeCustomers } from '../flows/merge-customers.ts'
import { command, type Io, JSON_OPTION, printJson } from './command.ts'
import { publishFirst, readConfig, withDeps } from './open.ts'
import { actorOf, BY_OPTION } from './who.ts'

interface Options {
  db?: string
  json?: boolean
  reason?: string
  by?: string
  dryRun?: boolean
}

/** The merchant's word for what is in a table. */
const WORDS: Record<string, string> = {
  orders: 'ご注文',
  external_ids: 'お客さま番号',
  subscriptions: '定期便',
  friends: 'LINEの友だち',
  enrollments: 'シナリオ登録',
  deliveries: '配信の記録',
  signals: '反応',
  voices: 'いただいた言葉',
  surveys: 'アンケートのお願い',
  responses: 'アンケートのお返事',
  coupons: 'クーポン',
  staff_tasks: '担当者の仕事',
  consent_log: '同意の記録',
  label_history: '区分の移り変わり',
  referrals: '紹介カード',
  referral_uses: '紹介で来られた記録',
}

export const merge = (io: Io): Command =>
  command(
    'merge',
    'お二人分になっているお客さまの記録を、おひとりにまとめます（あとで unmerge で戻せます）',
    'merge 1001 1002 --dry-run',
    'merge 1001 1002 --reason お電話で確認',
  )
    .argument('<id>', 'お客さま番号（または内部の番号、LINEのユーザーID）')
    .argument('<other>', 'もうおひとりの番号')
    .option('--reason <text>', 'まとめるわけ（記録に残します）')
    .option('--dry-run', 'まとめずに、何が移るかだけを出します')
    .option(...BY_OPTION)
    .option(...JSON_OPTION)
    .action(async (id: string, other: string, { db, json, reason, by, dryRun = false }: Options) => {
      const wish = { reason: reason?.trim() || 'お店の方の確認', by: actorOf(io, by), dryRun }
      const merged = await withDeps(io, readConfig(io.env, db), async (deps) => {
        await publishFirst(io, deps)
        return mergeCustomers(deps, [id, other], wish)
      })
      if (json) printJson(io, { ...merged, dry_run: dryRun })
      else io.out(inWords(merged))
    })

function inWords({ id, kept, merged, moved }: Merged): string {
  const counts = Object.entries(moved).map(([table, count]) => `  ${WORDS[table] ?? table}：${count}件`)
  const lines = counts.length > 0 ? counts : ['  移るものはありません。']
  if (id === undefined)
    return `残るお客さま：${kept}\nまとめられるお客さま：${merged}\n移るもの\n${lines.join('\n')}\nまだ何も変えていません。\n`
  return `${merged} のお客さまを ${kept} にまとめました。\n${lines.join('\n')}\n戻すには：npx fanbelt unmerge ${id}\n`
}

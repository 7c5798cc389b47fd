/** `fanbelt customer ID`: what we know of one customer, and what is missing for the next step (SPEC §4.3). */

import type { Command } from 'commander'
import { DOUBTS } from '../core/label.ts'
import { RETURNED } from '../core/transitions.ts'
import { LABELS, STAGES, WALLS } from '../core/vocabulary.ts'
import { customerRecord } from '../flows/customer-record.ts'
import { AS_OF_OPTION, dayAsked } from './as-of.ts'
import { command, type Io, JSON_OPTION, printJson } from './command.ts'
import { publishFirst, readConfig, withDeps } from './open.ts'

interface Options {
  db?: string
  json?: boolean
  asOf?: string
}

export const customer = (io: Io): Command =>
  command(
    'customer',
    'お客さま1人の、いまの区分・段階と、次に進むために足りないもの、これまでの出来事を出します',
    'customer 1001',
    'customer 1001 --as-of 2026-10-31 --json',
  )
    .argument('<id>', 'お客さま番号（または内部の番号、LINEのユーザーID。「取込元:番号」でも）')
    .option(...AS_OF_OPTION)
    .option(...JSON_OPTION)
    .action(async (id: string, { db, json, asOf }: Options) => {
      const day = dayAsked(asOf)
      const found = await withDeps(io, readConfig(io.env, db), async (deps) => {
        await publishFirst(io, deps)
        return customerRecord(deps, id, day)
      })
      if (json) printJson(io, found)
      else io.out(inWords(found))
    })

function inWords(found: Awaited<ReturnType<typeof customerRecord>>): string {
  const { facts, next } = found
  const label = found.returned_at && found.label === 'follower' ? RETURNED : LABELS[found.label]
  const numbers = found.external_ids.map(({ source, external_id }) => `${source} ${external_id}`).join('、')
  const lines = [
    `${found.name ?? 'お名前未登録のお客さま'}（${numbers || found.id}）　${found.as_of} 現在`,
    `  ファン区分：${label}${found.label_changes_to ? `（このままなら ${found.label_changes_on} に${LABELS[found.label_changes_to]}になります）` : ''}`,
    ...(found.returned_at ? [`  一時離脱から、${found.returned_at.slice(0, 10)} に戻られました`] : []),
    `  関係の段階：${found.stage} ${STAGES[found.stage]}${found.max_stage > found.stage ? `（これまでの最高は ${found.max_stage} ${STAGES[found.max_stage]}）` : ''}`,
    `  お買い物：${facts.purchases}回${facts.last_purchase_on ? `（最後は ${facts.last_purchase_on}、${facts.days === 0 ? '今日' : `${facts.days}日前`}）` : ''}`,
    `  定期便：${facts.subscription ? 'あり' : 'なし'}　ポジティブ反応：${facts.positives}回　ご連絡：${facts.registered ? 'できます' : 'できません'}`,
    ...(found.linked ? [] : ['  連携待ちの友だち：ご注文とまだつながっていないため、お買い物がわかりません']),
    ...(found.advocate ? [`  お友だちのご紹介：${facts.referrals}人`] : []),
    ...found.doubts.map((doubt) => `  確かめたいこと：${DOUBTS[doubt]}`),
    ...(found.wall
      ? [`  いちばん新しい「続けない理由」：${WALLS[found.wall.signal]}（${found.wall.at.slice(0, 10)}）`]
      : []),
    ...(next.label ? [`  次は${LABELS[next.label]}。足りないもの：${next.missing.join('、')}`] : []),
    ...(next.stage
      ? [`  次の段階は${next.stage} ${STAGES[next.stage]}。足りないもの：${next.stage_missing.join('、')}`]
      : []),
    'これまでの出来事',
    ...found.timeline.map(({ at, text }) => `  ${at.slice(0, 16).replace('T', ' ')}　${text}`),
  ]
  return `${lines.join('\n')}\n`
}

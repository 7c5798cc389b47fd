/** `fanbelt import` of contracts and of shipments: what was asked for, done and told in sentences. */

import { count as shown } from '../core/metrics-words-figures.ts'
import { KIND_WORDS, type OtherKind } from '../imports/kinds.ts'
import type { Header } from '../imports/orders.ts'
import { presetFor } from '../imports/presets.ts'
import { savedMap } from '../imports/saved-map.ts'
import { type Io, printJson, printRejected } from './command.ts'
import { importKind, type KindImported, type KindWish } from './import-kinds.ts'
import { readMaps } from './import-map.ts'
import { olderNote } from './import-report.ts'
import { tryKind } from './import-trial.ts'
import { readConfig } from './open.ts'
import { writeWhole } from './write-file.ts'

export interface OtherOptions {
  db?: string
  json?: boolean
  preset: string
  /** The merchant named the preset. */
  isChosen: boolean
  map: string[]
  saveMap?: string
  source?: string
  dryRun?: boolean
  rejected?: string
}

/** @param isGuessed nobody named the kind: it is said how the file was taken */
export async function importOther(
  io: Io,
  kind: OtherKind,
  path: string,
  options: OtherOptions,
  isGuessed: boolean,
): Promise<void> {
  const { db, json, rejected, saveMap, dryRun = false } = options
  let header: Header | undefined
  const wish: KindWish = {
    path,
    kind,
    overrides: await readMaps(io, options.map),
    source: sourceOf(kind, options),
    rejectedPath: rejected,
    onHeader(read) {
      header = read
    },
  }
  const imported = await (dryRun ? tryKind : importKind)(io, readConfig(io.env, db), wish)
  if (saveMap && header) writeWhole(saveMap, savedMap(header, header.headerless))
  if (json) printJson(io, { ...imported, dry_run: dryRun })
  else {
    tell(io, path, imported, isGuessed, dryRun)
    if (rejected && imported.rejected_count > 0)
      io.out(`取り込めなかった行を ${rejected} に書き出しました。直して、同じように取り込んでください。\n`)
    if (saveMap) io.out(`列の対応を ${saveMap} に書き出しました。次からは --map ${saveMap} で同じように読めます。\n`)
  }
  if (imported.rejected_count > 0) io.exitCode = 1
}

/** A contract's customer has a number of that cart; a parcel's order is looked for everywhere, unless a cart is named. */
function sourceOf(kind: OtherKind, { source, preset, isChosen }: OtherOptions): string | undefined {
  if (source) return source
  return kind === 'subscriptions' || isChosen ? presetFor(preset).source : undefined
}

const COUNTED = {
  subscriptions: ['新しい定期便', '変更された定期便', '前と同じ定期便'],
  arrivals: ['', '日付を書き入れた注文', '前と同じ注文'],
} as const

function tell(io: Io, path: string, imported: KindImported, isGuessed: boolean, dryRun: boolean): void {
  const { kind, encoding, columns, unused, inserted, updated, skipped, older, customers, rejected, rejected_count } =
    imported
  io.out(`${path}（${encoding === 'shift_jis' ? 'Shift_JIS' : encoding.toUpperCase()}）\n`)
  if (isGuessed) io.out(`  見出しから、${KIND_WORDS[kind]}のファイルとして読みました（--kind ${kind}）。\n`)
  const read = Object.entries(columns).map(([field, header]) => `${header}→${field}`)
  io.out(`  読んだ列：${read.join('、')}\n`)
  if (unused.length > 0) io.out(`  使わなかった列：${unused.join('、')}\n`)
  if (kind === 'subscriptions' && !columns.subscription_status)
    io.out('  状態（継続中・解約など）の列がないため、解約日のないご契約は、すべて続いているものとして数えます。\n')
  const [isNew, isChanged, isSame] = COUNTED[kind]
  for (const [number, word] of [
    [inserted, isNew],
    [updated, isChanged],
    [skipped, isSame],
    [rejected_count, '取り込めなかった行'],
  ] as const)
    if (word) io.out(`  ${word}：${shown(number)}件\n`)
  if (older > 0) io.out(`  ${olderNote(older)}\n`)
  io.out(`  お客さま：${shown(customers)}人\n`)
  printRejected(io, rejected, rejected_count)
  if (dryRun && imported.samples.length > 0) {
    io.out(`  はじめの${imported.samples.length}件は、次のように取り込まれます。\n`)
    for (const sample of imported.samples) io.out(`    ${sample}\n`)
  }
  io.out(dryRun ? '試しに読んだだけで、何も変えていません。\n' : '取り込みました。\n')
}

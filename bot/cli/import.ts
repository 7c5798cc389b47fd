/** `fanbelt import`: orders of a CSV file come in, or contracts, or days of shipping (SPEC §4.3, DOMAIN §2). */

import { type Command, Option } from 'commander'
import { FIELD_NAMES } from '../imports/fields.ts'
import { anotherKind, isContracts, KINDS, type Kind, kindIn } from '../imports/kinds.ts'
import { DEFAULT_PRESET, PRESET_NAMES, presetFor } from '../imports/presets.ts'
import { savedMap } from '../imports/saved-map.ts'
import { command, type Io, JSON_OPTION, printJson } from './command.ts'
import { type ImportWish, importFile } from './import-file.ts'
import { readMaps } from './import-map.ts'
import { importOther } from './import-other.ts'
import type { SeenHeader } from './import-pieces.ts'
import { report } from './import-report.ts'
import { tryImport } from './import-trial.ts'
import { readConfig } from './open.ts'
import { writeWhole } from './write-file.ts'

interface Options {
  db?: string
  json?: boolean
  preset: string
  map: string[]
  saveMap?: string
  source?: string
  dryRun?: boolean
  rejected?: string
  kind?: Kind
}

export const importOrders = (io: Io): Command =>
  command(
    'import',
    '注文のCSVを取り込みます（同じファイルを何度取り込んでも増えません）',
    'import orders.csv --dry-run',
    'import orders.csv --preset ec-cube4',
    'import orders.csv --map 受注No=order_id,会員=customer_id',
    'import contracts.csv --kind subscriptions --preset ecforce',
  )
    .argument('<file>', 'カートから出力したCSV（UTF-8 または Shift_JIS）')
    .addOption(
      new Option('--preset <name>', `カートの種類（${PRESET_NAMES.join('・')}。既定は ${DEFAULT_PRESET}）`).default(
        DEFAULT_PRESET,
      ),
    )
    .option(
      '--map <columns>',
      `列と項目の対応。「列の見出し（または列の番号）=項目」をカンマで区切るか、対応表のファイルを指定します。項目: ${FIELD_NAMES.join(' ')}`,
      (more: string, before: string[]) => [...before, more],
      [],
    )
    .addOption(
      new Option(
        '--kind <kind>',
        'ファイルの中身：orders 注文、subscriptions 定期便、arrivals 発送日・お届け日（書かなければ、見出しから見分けます）',
      ).choices(KINDS),
    )
    .option('--save-map <file>', '読んだ列と項目の対応を、次の --map に使えるCSVに書き出します')
    .option('--source <name>', '取込元の名前。番号の体系がちがうときに分けます（既定はカートの種類）')
    .option('--rejected <file>', '取り込めなかった行を、理由を付けてCSVに書き出します（直して、もう一度取り込めます）')
    .option('--dry-run', '取り込まずに、取り込んだ場合の結果と、はじめの10件の読まれかたを出します')
    .option(...JSON_OPTION)
    .action(async (path: string, options: Options, self: Command) => {
      const { kind } = options
      // Before the file is looked for: a wrong name is a wrong name.
      presetFor(options.preset)
      const given = { ...options, isChosen: self.getOptionValueSource('preset') !== 'default' }
      if (kind && kind !== 'orders') return importOther(io, kind, path, given, false)
      try {
        await bring(io, path, given)
      } catch (error) {
        const other = kind ? undefined : kindIn(error)
        if (!other) throw error
        await importOther(io, other, path, given, true)
      }
    })

async function bring(io: Io, path: string, options: Options & { isChosen: boolean }): Promise<void> {
  const { db, json, rejected, saveMap, kind, dryRun = false } = options
  let header: SeenHeader | undefined
  const wish: ImportWish = {
    path,
    preset: options.preset,
    isChosen: options.isChosen,
    overrides: await readMaps(io, options.map),
    source: options.source,
    rejectedPath: rejected,
    onHeader(read) {
      if (!kind && isContracts(read.headers, read.columns)) throw anotherKind('subscriptions')
      header = read
    },
  }
  const imported = await (dryRun ? tryImport : importFile)(io, readConfig(io.env, db), wish)
  if (saveMap && header) writeWhole(saveMap, savedMap(header, header.headerless))
  if (json) printJson(io, { ...imported, dry_run: dryRun })
  else {
    report(io, path, imported, dryRun)
    if (rejected && imported.rejected_count > 0)
      io.out(`取り込めなかった行を ${rejected} に書き出しました。直して、同じように取り込んでください。\n`)
    if (saveMap) io.out(`列の対応を ${saveMap} に書き出しました。次からは --map ${saveMap} で同じように読めます。\n`)
  }
  if (imported.rejected_count > 0) io.exitCode = 1
}

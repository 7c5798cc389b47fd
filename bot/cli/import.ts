/** `fanbelt import`: orders of a CSV file come in (SPEC §4.3, DOMAIN §2). */

import { type Command, Option } from 'commander'
import { FIELD_NAMES } from '../imports/fields.ts'
import { readOverrides } from '../imports/mapper.ts'
import { DEFAULT_PRESET, PRESET_NAMES, presetFor } from '../imports/presets.ts'
import { command, type Io, JSON_OPTION, printJson, printRejected } from './command.ts'
import { type Imported, importFile, tryImport } from './import-file.ts'
import { readConfig } from './open.ts'

interface Options {
  db?: string
  json?: boolean
  preset: string
  map: string
  source?: string
  dryRun?: boolean
  rejected?: string
}

export const importOrders = (io: Io): Command =>
  command(
    'import',
    '注文のCSVを取り込みます（同じファイルを何度取り込んでも増えません）',
    'import orders.csv --dry-run',
    'import orders.csv --preset ec-cube4',
    'import orders.csv --map 受注No=order_id,会員=customer_id',
  )
    .argument('<file>', 'カートから出力したCSV（UTF-8 または Shift_JIS）')
    .addOption(
      new Option('--preset <name>', `カートの種類（${PRESET_NAMES.join('・')}。既定は ${DEFAULT_PRESET}）`).default(
        DEFAULT_PRESET,
      ),
    )
    .option(
      '--map <columns>',
      `列と項目の対応。「列の見出し（または列の番号）=項目」をカンマで区切ります。項目: ${FIELD_NAMES.join(' ')}`,
      (more: string, before: string) => `${before},${more}`,
      '',
    )
    .option('--source <name>', '取込元の名前。番号の体系がちがうときに分けます（既定はカートの種類）')
    .option('--rejected <file>', '取り込めなかった行を、理由を付けてCSVに書き出します（直して、もう一度取り込めます）')
    .option('--dry-run', '取り込まずに、取り込んだ場合の結果だけを出します')
    .option(...JSON_OPTION)
    .action(
      async (path: string, { db, json, preset, map, source, rejected, dryRun = false }: Options, self: Command) => {
        const isChosen = self.getOptionValueSource('preset') !== 'default'
        const wish = {
          path,
          preset: presetFor(preset),
          isChosen,
          overrides: readOverrides(map),
          source,
          rejectedPath: rejected,
        }
        const imported = await (dryRun ? tryImport : importFile)(io, readConfig(io.env, db), wish)
        if (json) printJson(io, { ...imported, dry_run: dryRun })
        else report(io, path, imported, dryRun)
        if (!json && rejected && imported.rejected.length > 0)
          io.out(`取り込めなかった行を ${rejected} に書き出しました。直して、同じように取り込んでください。\n`)
        if (imported.rejected.length > 0) io.exitCode = 1
      },
    )

const STATE_FIELDS = ['status', 'status_code', 'fulfillment_status', 'payment_status', 'cancelled_at'] as const

function report(io: Io, path: string, imported: Imported, dryRun: boolean): void {
  const {
    inserted,
    updated,
    skipped,
    customers,
    rejected,
    rejected_count,
    columns,
    unused,
    mended,
    fits,
    encoding,
    from,
    to,
  } = imported
  io.out(
    `${path}（${encoding === 'shift_jis' ? 'Shift_JIS' : encoding.toUpperCase()}${from ? `、${from}〜${to}` : ''}）\n`,
  )
  io.out(
    `  読んだ列：${Object.entries(columns)
      .map(([field, header]) => `${header}→${field}`)
      .join('、')}\n`,
  )
  if (unused.length > 0) io.out(`  使わなかった列：${unused.join('、')}\n`)
  if (fits) io.out(`  見出しは ${fits} のもののようです。--preset ${fits} のほうが正しく読めます。\n`)
  if (!STATE_FIELDS.some((field) => columns[field]))
    io.out('  状態（キャンセルなど）の列がないため、すべて有効なご注文として数えます。\n')
  if (mended.phones > 0)
    io.out(`  先頭の0が消えた電話番号が${mended.phones}行にあり、0を補いました（最初は${mended.line}行目）。\n`)
  for (const [count, word] of [
    [inserted, '新しい注文'],
    [updated, '変更された注文'],
    [skipped, '前と同じ注文'],
    [rejected_count, '取り込めなかった行'],
  ])
    io.out(`  ${word}：${count}件\n`)
  io.out(`  お客さま：${customers}人\n`)
  printRejected(io, rejected)
  io.out(dryRun ? '試しに読んだだけで、何も変えていません。\n' : '取り込みました。\n')
}

/** `fanbelt costs`: what the shop spends on promotion, month by month, for new customers and for the others (DOMAIN §1.10). */

import type { Command } from 'commander'
import { jstIso } from '../core/calendar.ts'
import { inColumns } from '../core/columns-in-text.ts'
import { type CostEntry, type CostSide, readCostEntry, SIDES } from '../core/metrics-costs.ts'
import { AppError } from '../errors.ts'
import { dropPromoCosts, type Entered, enterPromoCosts, promoCosts } from '../flows/promo-costs.ts'
import { readYen } from '../imports/cells.ts'
import { readPromoCosts } from '../imports/promo-costs.ts'
import type { Rejected } from '../imports/to-order.ts'
import { command, type Io, JSON_OPTION, printJson, printRejected } from './command.ts'
import { speakJapanese } from './japanese.ts'
import { readConfig, withDeps } from './open.ts'
import { openText } from './text-file.ts'
import { actorOf, BY_OPTION } from './who.ts'

interface Options {
  db?: string
  json?: boolean
  by?: string
  csv?: string
}

interface SetOptions extends Options {
  new?: string
  repeat?: string
  campaign?: string
}

interface RemoveOptions extends Options {
  new?: boolean
  repeat?: boolean
  campaign?: string
}

const SIDE_NAMES = Object.keys(SIDES) as CostSide[]

export function costs(io: Io): Command {
  const all = command(
    'costs',
    '販促費（月ごと、新規・リピート別）を記入し、一覧にします。report が、この金額で貢献利益を出します',
    'costs',
    'costs set 2026-10 --new 60000 --repeat 6000',
    'costs set 2026-10 --new 30000 --campaign 秋の広告',
    'costs remove 2026-10 --new --campaign 秋の広告',
    'costs --csv costs.csv',
  )
    .option('--csv <file>', '見出しが month,side,campaign,yen のCSVから記入します（side は 新規 か リピート）')
    .option(...BY_OPTION)
    .option(...JSON_OPTION)
    .action((options: Options) => (options.csv === undefined ? list(io, options) : takeFile(io, options.csv, options)))
  const set = command('set', '1か月分を記入します（前の金額は置きかわります）', 'costs set 2026-10 --new 60000')
    .argument('<month>', '2026-10 のような月')
    .option('--new <yen>', '新しいお客さまのために使った販促費（円）')
    .option('--repeat <yen>', 'リピートのお客さまのために使った販促費（円）')
    .option('--campaign <name>', 'キャンペーンの名前（分けて記入するとき）')
    .action((month: string, _: unknown, self: Command) => enter(io, month, self.optsWithGlobals<SetOptions>()))
  const remove = command('remove', '記入した金額を消します', 'costs remove 2026-10 --new')
    .argument('<month>', '2026-10 のような月')
    .option('--new', '新規の金額を')
    .option('--repeat', 'リピートの金額を')
    .option('--campaign <name>', 'このキャンペーンの金額を')
    .action((month: string, _: unknown, self: Command) => drop(io, month, self.optsWithGlobals<RemoveOptions>()))
  for (const each of [set, remove]) {
    speakJapanese(each.option(...BY_OPTION).option(...JSON_OPTION), io)
    all.addCommand(each)
  }
  return all
}

const open = <T>(io: Io, { db }: Options, work: Parameters<typeof withDeps<T>>[2]) =>
  withDeps(io, readConfig(io.env, db), work)

async function list(io: Io, options: Options): Promise<void> {
  const entries = await open(io, options, promoCosts)
  if (options.json)
    return printJson(io, {
      costs: entries.map(({ enteredBy, enteredAt, ...entry }) => ({
        ...entry,
        entered_by: enteredBy,
        entered_at: jstIso(enteredAt),
      })),
    })
  if (entries.length === 0)
    return io.out(
      '販促費はまだ記入されていません。\n  記入するには：npx fanbelt costs set 2026-10 --new 60000 --repeat 6000\n',
    )
  const rows = entries.map(({ month, side, campaign, yen, enteredBy, enteredAt }) => [
    month,
    SIDES[side as CostSide],
    yenOf(yen),
    campaign,
    `${enteredBy} ${jstIso(enteredAt).slice(0, 10)}`,
  ])
  const lines = inColumns([['月', '対象', '販促費', 'キャンペーン', '記入'], ...rows], ['left', 'left', 'right'])
  io.out(`${lines.join('\n')}\n`)
}

/** @throws AppError `invalid` */
function entryOf(month: string, side: CostSide, campaign: string | undefined, yen: number): CostEntry {
  const read = readCostEntry({ month, side, campaign: campaign ?? '', yen })
  if ('cost' in read) return read.cost
  throw new AppError('invalid', read.message)
}

async function enter(io: Io, month: string, options: SetOptions): Promise<void> {
  const entries = SIDE_NAMES.flatMap((side) => {
    const text = options[side]
    if (text === undefined) return []
    return entryOf(month, side, options.campaign, readYen(text) ?? Number.NaN)
  })
  if (entries.length === 0) throw new AppError('invalid', '--new か --repeat に、使った金額（円）をお書きください。')
  const entered = await open(io, options, (deps) => enterPromoCosts(deps, entries, actorOf(io, options.by)))
  if (options.json) return printJson(io, { ...entered, costs: entries })
  for (const { month, side, campaign, yen } of entries)
    io.out(`${month}の${SIDES[side as CostSide]}の販促費${campaign && `（${campaign}）`}を${yenOf(yen)}にしました。\n`)
}

async function drop(io: Io, month: string, options: RemoveOptions): Promise<void> {
  const sides = SIDE_NAMES.filter((side) => options[side])
  if (sides.length === 0) throw new AppError('invalid', '--new か --repeat をお付けください。')
  const entries = sides.map((side) => entryOf(month, side, options.campaign, 0))
  const by = actorOf(io, options.by)
  const removed = await open(io, options, async (deps) => {
    let count = 0
    for (const entry of entries) if (await dropPromoCosts(deps, entry, by)) count += 1
    return count
  })
  if (options.json) return printJson(io, { removed })
  io.out(removed > 0 ? `${removed}件を消しました。\n` : '消す金額は、記入されていませんでした。\n')
}

async function takeFile(io: Io, path: string, options: Options): Promise<void> {
  const { texts } = await openText(io, path)
  const entries: CostEntry[] = []
  const rejected: Rejected[] = []
  for await (const row of readPromoCosts(texts)) {
    if ('cost' in row) entries.push(row.cost)
    else rejected.push(row)
  }
  const entered: Entered = await open(io, options, (deps) => enterPromoCosts(deps, entries, actorOf(io, options.by)))
  if (options.json) printJson(io, { ...entered, rejected })
  else {
    printRejected(io, rejected)
    io.out(
      `記入しました：${entered.entered}件（書きかえ ${entered.changed}件、前と同じ ${entered.unchanged}件、できなかった行 ${rejected.length}件）\n`,
    )
  }
  if (rejected.length > 0) io.exitCode = 1
}

const yenOf = (yen: number): string => `${yen.toLocaleString('ja-JP')}円`

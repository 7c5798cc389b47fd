/** `fanbelt richmenu`: makes LINE's rich menus as they are published, links them, lists what is there. */

import { Command } from 'commander'
import type { Config } from '../config.ts'
import { LABELS, type Label } from '../core/vocabulary.ts'
import { AppError, LineBusy, LineRejected, LineUnreachable } from '../errors.ts'
import { carryMenus } from '../flows/carry-menus.ts'
import { listMenus, type MenuList } from '../flows/list-menus.ts'
import { type MenuSync, syncMenus } from '../flows/sync-menus.ts'
import { menuStudio } from '../menu-studio.ts'
import { command, type Io, JSON_OPTION, printJson } from './command.ts'
import { type NodeDeps, publishFirst, readConfig, withDeps } from './open.ts'
import { progressOf } from './progress-of.ts'
import { writeWhole } from './write-file.ts'

interface Options {
  db?: string
  json?: boolean
  dryRun?: boolean
  again?: boolean
  sql?: string
}

const SUMMARY = 'LINEのリッチメニューを、公開中のものに合わせます'

export const richmenu = (io: Io): Command =>
  // Without options of its own: Commander would take those of `sync` for them.
  new Command('richmenu').summary(SUMMARY).description(SUMMARY).addCommand(sync(io)).addCommand(list(io))

const sync = (io: Io): Command =>
  command(
    'sync',
    '公開中のメニューをLINEに作り、ファン区分に合わせてお客さまに出します（何度実行しても同じです）',
    'richmenu sync --dry-run',
    'richmenu sync',
  )
    .option('--dry-run', '作らずに、作った場合にどうなるかだけを出します')
    .option('--again', '変わったところがなくても、LINEにあるかを確かめて、なくなったものを作り直します')
    .option('--sql <file>', 'Cloudflare D1に移すSQLも書き出します（wrangler d1 execute で流します）')
    .option(...JSON_OPTION)
    .action(async ({ db, json, dryRun, again, sql }: Options) => {
      const config = readConfig(io.env, db)
      if (!dryRun) assertLine(config)
      const done = await withDeps(io, config, async (deps) => {
        await publishFirst(io, deps)
        const wish = { dryRun, again, keepOld: sql !== undefined, onLinked: progressOf(io), pause }
        const synced = await inWords(syncMenus(deps, menuStudio(config.scenariosDir), wish))
        if (sql !== undefined && !dryRun) writeWhole(sql, await carryMenus(deps))
        return synced
      })
      if (json) printJson(io, inJson(done))
      else report(io, done, sql)
    })

const list = (io: Io): Command =>
  command('list', 'LINEにあるリッチメニューと、出ているお客さまの人数を出します', 'richmenu list')
    .option(...JSON_OPTION)
    .action(async ({ db, json }: Options) => {
      const config = readConfig(io.env, db)
      assertLine(config)
      const found = await withDeps(io, config, async (deps: NodeDeps) => inWords(listMenus(deps)))
      if (json) printJson(io, found)
      else printList(io, found)
      if (found.menus.some(({ missing }) => missing)) io.exitCode = 1
    })

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

function assertLine({ line: { accessToken, channelId, secrets } }: Config): void {
  if (accessToken || (channelId && secrets.length > 0)) return
  throw new AppError(
    'invalid',
    'LINEにつなぐ設定がありません。LINE_CHANNEL_ACCESS_TOKEN（または LINE_CHANNEL_ID と LINE_CHANNEL_SECRET）をお入れください。',
  )
}

/** What LINE says, as a merchant understands it: nothing is lost, and the next time goes on from there. */
async function inWords<T>(work: Promise<T>): Promise<T> {
  const goOn = 'ここまでの分は残っています。少したってからもう一度実行すると、続きから進みます。'
  try {
    return await work
  } catch (error) {
    if (error instanceof LineBusy)
      throw new AppError(
        'too_many',
        `LINEの回数の上限に達しました（メニューを作れるのは1時間に100回までです）。${goOn}`,
      )
    if (error instanceof LineUnreachable) throw new AppError('unavailable', `LINEから返事がありません。${goOn}`)
    if (error instanceof LineRejected)
      throw new AppError(
        'invalid',
        `LINEが受けつけませんでした（${error.answer.status} ${error.answer.message}）。${goOn}`,
      )
    throw error
  }
}

const labelWords = (labels: readonly string[]) =>
  labels.length > 0 ? labels.map((label) => LABELS[label as Label] ?? label).join('・') : '切りかえたときだけ'

const CHANGES = {
  new: ['作ります', '作りました'],
  changed: ['作り直します', '作り直しました'],
  same: ['そのままです', 'そのままです'],
} as const

function report(io: Io, done: MenuSync, sql: string | undefined): void {
  const tense = done.dryRun ? 0 : 1
  if (done.menus.length === 0) io.out('公開中のリッチメニューはありません。\n')
  for (const { id, name, labels, change, drawn } of done.menus) {
    const picture = change !== 'same' && drawn ? `。画像はボタンの名前から作${tense ? 'りました' : 'ります'}` : ''
    io.out(`${CHANGES[change][tense]}：${id}「${name}」（${labelWords(labels)}${picture}）\n`)
  }
  for (const id of done.retired) io.out(`${tense ? '取り下げました' : '取り下げます'}：${id}\n`)
  if (done.usual) io.out(`どのメニューにもあてはまらない方には ${done.usual} が出ます。\n`)
  if (done.dryRun) {
    io.out('何も変えていません。\n')
    return
  }
  if (done.linked > 0) io.out(`${done.linked.toLocaleString('ja')}人のお客さまに、区分に合うメニューをつけました。\n`)
  if (done.waiting > 0)
    io.out(`${done.waiting.toLocaleString('ja')}人は、LINEの都合で次の定期実行（1分ごと）につけます。\n`)
  if (done.deleted > 0) io.out(`古いメニューを${done.deleted}つ消しました。\n`)
  if (done.moving && sql === undefined)
    io.out('LINEが、古いメニューのお客さまを移しているところです。古いメニューは、移り終えてから定期実行が消します。\n')
  if (sql !== undefined)
    io.out(
      `Workerのデータベースに移すSQLを ${sql} に書き出しました。流したあと、もう一度実行すると、古いメニューが消えます。\n`,
    )
}

const inJson = ({ dryRun, ...rest }: MenuSync) => ({ ...rest, dry_run: dryRun })

function printList(io: Io, { menus, others }: MenuList): void {
  if (menus.length === 0) io.out('リッチメニューはまだありません。npx fanbelt richmenu sync で作れます。\n')
  for (const { id, labels, usual, people, missing, old } of menus) {
    const marks = [
      ...(old ? ['前のメニュー。移り終えると消えます'] : [labelWords(labels)]),
      ...(usual ? ['あてはまらない方にも'] : []),
      `${people.toLocaleString('ja')}人`,
    ]
    io.out(`${id}（${marks.join('、')}）\n`)
    if (missing) io.out('  LINEにありません。npx fanbelt richmenu sync --again で作り直せます。\n')
  }
  if (others > 0) io.out(`このほかに、Fanbelt以外で作られたメニューが${others}つあります（そのままにします）。\n`)
}

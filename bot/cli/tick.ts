/** `fanbelt tick`: one run of the clock, now or as if it were another moment. */

import type { Command } from 'commander'
import type { Config } from '../config.ts'
import { jstIso } from '../core/calendar.ts'
import { readMoment } from '../core/normalise.ts'
import { AppError } from '../errors.ts'
import type { TickSummary } from '../flows/deliver-due.ts'
import { jsonLog } from '../log.ts'
import { runTick } from '../tick.ts'
import { command, type Io, JSON_OPTION, printJson } from './command.ts'
import { publishFirst, readConfig, withDeps } from './open.ts'

interface Options {
  db?: string
  json?: boolean
  now?: string
}

const ROWS: [keyof Omit<TickSummary, 'now'>, string][] = [
  ['due', '予定'],
  ['sent', '送信'],
  ['held', '保留'],
  ['denied', '送らない'],
  ['skipped', '見送り'],
  ['listed', '作業リスト'],
  ['failed', '失敗'],
  ['unknown', '結果不明'],
  ['api_calls', 'LINEへの送信回数'],
]

export const tick = (io: Io): Command =>
  command('tick', '予定の時刻になった配信を送ります（定期実行1回ぶん）', 'tick', 'tick --now 2026-12-01T10:00:00+09:00')
    .option('--now <moment>', 'この日時として実行します（ISO 8601。時差の指定がなければ日本時間）')
    .option(...JSON_OPTION)
    .action(async (options: Options) => {
      const at = options.now === undefined ? undefined : momentOf(options.now)
      const now = at ? () => at : io.now
      const log = jsonLog((line) => io.err(`${line}\n`), now)
      const work = async (deps: Parameters<typeof publishFirst>[1]) => {
        await publishFirst(io, deps)
        return runTick(deps, io.now)
      }
      const summary = await withDeps(io, withLine(readConfig(io.env, options.db)), work, { now, log })
      if (options.json) printJson(io, { ...summary, now: jstIso(summary.now) })
      else {
        io.out(`${jstIso(summary.now)} の定期実行：${summary.sent}件を送りました。\n`)
        for (const [key, word] of ROWS) io.out(`  ${word}：${summary[key]}\n`)
      }
      if (summary.failed > 0 || summary.unknown > 0) io.exitCode = 1
    })

function momentOf(text: string): Date {
  const at = readMoment(text)
  if (!at)
    throw new AppError(
      'invalid',
      `--now の「${text}」を読み取れません。2026-12-01T10:00:00+09:00 のようにお書きください。`,
    )
  return at
}

function withLine(config: Config): Config {
  const { accessToken, channelId, secrets } = config.line
  if (accessToken || (channelId && secrets.length > 0)) return config
  throw new AppError(
    'invalid',
    'LINEにつなぐ設定がありません。LINE_CHANNEL_ACCESS_TOKEN（または LINE_CHANNEL_ID と LINE_CHANNEL_SECRET）をお入れください。',
  )
}

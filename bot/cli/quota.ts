/** `fanbelt quota`: how many messages this month has used, and whether the plan has what the schedule will need. */

import type { Command } from 'commander'
import type { MonthQuota, Pause } from '../core/allowance.ts'
import { jstIso } from '../core/calendar.ts'
import type { Forecast } from '../core/forecast.ts'
import { forecastSentence, leftOf, messages } from '../core/quota-words.ts'
import { forecastMonth } from '../flows/forecast-month.ts'
import { knownQuota, monthQuota } from '../flows/month-quota.ts'
import { marketingPause } from '../flows/pause-marketing.ts'
import { command, type Io, JSON_OPTION, printJson } from './command.ts'
import { publishFirst, readConfig, withDeps } from './open.ts'
import { pauseInWords } from './pause.ts'

interface Options {
  db?: string
  json?: boolean
}

interface Found {
  quota: MonthQuota
  forecast: Forecast
  pause?: Pause
}

export const quota = (io: Io): Command =>
  command('quota', '今月LINEで送った数と、月末までの見込みを出します', 'quota', 'quota --json')
    .option(...JSON_OPTION)
    .action(async (options: Options) => {
      const config = readConfig(io.env, options.db)
      const { accessToken, channelId, secrets } = config.line
      const withLine = Boolean(accessToken || (channelId && secrets.length > 0))
      const found = await withDeps(io, config, async (deps): Promise<Found> => {
        await publishFirst(io, deps)
        const known = await (withLine ? monthQuota : knownQuota)(deps)
        return { quota: known, forecast: await forecastMonth(deps, known), pause: await marketingPause(deps) }
      })
      if (options.json) printJson(io, inJson(found))
      else report(io, found)
      if (found.forecast.short > 0) io.exitCode = 1
    })

const inJson = ({ quota: { readAt, estimated }, forecast, pause }: Found) => {
  const { perScenario, daysLeft, ...numbers } = forecast
  return {
    ...numbers,
    days_left: daysLeft,
    per_scenario: perScenario,
    read_at: estimated ? null : jstIso(readAt),
    paused: pause !== undefined,
  }
}

function report(io: Io, { quota: { readAt, estimated }, forecast, pause }: Found): void {
  const { month, used, limit, budget, reserve } = forecast
  const left = leftOf(forecast)
  const [year, number] = month.split('-').map(Number)
  const source = estimated
    ? 'LINEからはまだ数字をいただいていません'
    : `${jstIso(readAt).slice(0, 16).replace('T', ' ')}にLINEから`
  io.out(`${year}年${number}月のLINEの送信数（${source}）\n`)
  io.out(`  送った数：${messages(used)}\n`)
  if (limit !== undefined) io.out(`  LINEの料金プランの上限：${messages(limit)}\n`)
  if (budget !== undefined) io.out(`  お店で決めた上限：${messages(budget)}（shop.yaml の monthly_messages）\n`)
  if (left !== undefined)
    io.out(
      `  残り：${messages(left)}（うち${messages(Math.min(reserve, left))}は、ご注文やお届けのご連絡のための残し）\n`,
    )
  io.out(`\n${forecastSentence(forecast)}\n`)
  for (const { name, scheduled, newcomers } of forecast.perScenario)
    io.out(
      `  ${name}：${messages(scheduled + newcomers)}（途中の方に${messages(scheduled)}、これからの方に${messages(newcomers)}）\n`,
    )
  if (forecast.short > 0) io.out(`\n${WHAT_TO_DO}`)
  if (pause) io.out(`\nいまは、ご案内の配信をすべて止めています（${pauseInWords(pause)}）。\n`)
}

const WHAT_TO_DO = `このままだと、足りない分のご案内は翌月まで待ち、日がたちすぎたものは取りやめになります。
ご注文やお届けのご連絡は、残しておいた数でお送りします。次のどれかをご検討ください。
  ・LINE公式アカウントの料金プランか、追加メッセージの上限を上げる
  ・プランに余裕があるなら、shop.yaml の line_plan の monthly_messages を上げる
  ・シナリオのステップを減らす（npx fanbelt publish --migrate で、途中のお客さまにも）
`

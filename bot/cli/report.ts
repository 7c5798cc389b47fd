/** `fanbelt report`: the shop's numbers with numerator, denominator and the verdict on the goals (SPEC §4.3). */

import type { Command } from 'commander'
import { countedInWords, fansInWords } from '../core/fans-words.ts'
import { reportInWords } from '../core/metrics-words.ts'
import { AppError } from '../errors.ts'
import { loadContent } from '../flows/content.ts'
import { report as reportOf } from '../flows/report.ts'
import { readYen } from '../imports/cells.ts'
import { AS_OF_OPTION, dayAsked } from './as-of.ts'
import { command, type Io, JSON_OPTION, printJson } from './command.ts'
import { publishFirst, readConfig, withDeps } from './open.ts'
import { progressOf } from './progress-of.ts'

interface Options {
  db?: string
  json?: boolean
  asOf?: string
  costNew?: string
  costRepeat?: string
  grossMargin?: string
}

export const report = (io: Io): Command =>
  command(
    'report',
    'お店の数字（F2転換率・年間リピート率・LTVなど）と、目標に届いているかを出します',
    'report',
    'report --as-of 2026-10-31 --cost-new 60000 --cost-repeat 6000 --json',
  )
    .option(...AS_OF_OPTION)
    .option(
      '--cost-new <yen>',
      'この1年に、新しいお客さまのために使った販促費（円。既定は fanbelt costs で記入した金額）',
    )
    .option(
      '--cost-repeat <yen>',
      'この1年に、リピートのお客さまのために使った販促費（円。既定は fanbelt costs で記入した金額）',
    )
    .option('--gross-margin <rate>', '粗利率（0.7 か 70%。既定は shop.yaml の ltv.gross_margin）')
    .option(...JSON_OPTION)
    .action(async ({ db, json, ...options }: Options) => {
      const wish = {
        asOf: dayAsked(options.asOf),
        costs: { new: yenOf('--cost-new', options.costNew), repeat: yenOf('--cost-repeat', options.costRepeat) },
        grossMargin: shareOf('--gross-margin', options.grossMargin),
      }
      const { found, least } = await withDeps(io, readConfig(io.env, db), async (deps) => {
        await publishFirst(io, deps)
        const { shop } = await loadContent(deps)
        return { found: await reportOf(deps, { ...wish, onDone: progressOf(io) }), least: shop.nps.min_responses }
      })
      if (json) printJson(io, found)
      else {
        io.out(reportInWords(found, least, fansInWords(found, least)))
        for (const line of countedInWords(found.people_counted_at, io.now())) io.out(`\n${line}\n`)
      }
    })

/** `60000`, `60,000円`. @throws AppError `invalid` */
function yenOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = readYen(text)
  if (value !== undefined && value >= 0) return value
  throw new AppError('invalid', `${option} の「${text}」を読み取れません。60000 のように、0以上の円でお書きください。`)
}

/** `0.7`, `70%`. @throws AppError `invalid` */
function shareOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const [, digits, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text.normalize('NFKC').trim()) ?? []
  const value = Number(digits ?? Number.NaN) / (percent ? 100 : 1)
  if (value <= 1) return value
  throw new AppError('invalid', `${option} の「${text}」を読み取れません。70％なら 0.7 か 70% とお書きください。`)
}

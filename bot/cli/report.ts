/** `fanbelt report`: the shop's numbers with numerator, denominator and the verdict on the goals (SPEC §4.3). */

import type { Command } from 'commander'
import { countedInWords, fansInWords } from '../core/fans-words.ts'
import { reportInWords } from '../core/metrics-words.ts'
import { AppError } from '../errors.ts'
import { loadContent } from '../flows/content.ts'
import { report as reportOf } from '../flows/report.ts'
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
    .option('--gross-margin <rate>', '粗利率（0.7 は70％。既定は shop.yaml の ltv.gross_margin）')
    .option(...JSON_OPTION)
    .action(async ({ db, json, ...options }: Options) => {
      const wish = {
        asOf: dayAsked(options.asOf),
        costs: { new: numberOf('--cost-new', options.costNew), repeat: numberOf('--cost-repeat', options.costRepeat) },
        grossMargin: numberOf('--gross-margin', options.grossMargin, 1),
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

/** @throws AppError `invalid` */
function numberOf(option: string, text: string | undefined, most = Number.MAX_SAFE_INTEGER): number | undefined {
  if (text === undefined) return undefined
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (value <= most) return value
  throw new AppError('invalid', `${option} の「${text}」を読み取れません。数字をお書きください。`)
}

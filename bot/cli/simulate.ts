/** `fanbelt simulate`: who would get what from this file on which day, and why not the rest. Sends nothing. */

import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { checkAll, kindOf, type ScenarioFile } from '../core/check.ts'
import type { Coupon } from '../core/coupons.ts'
import { didYouMean } from '../core/did-you-mean.ts'
import { holdoutNotes } from '../core/holdout.ts'
import { PERSONAS, type Persona, personaById } from '../core/personas.ts'
import { readYaml } from '../core/read-file.ts'
import { Scenario } from '../core/scenario.ts'
import type { Shop } from '../core/shop.ts'
import { type Simulation, simulate as simulateOne } from '../core/simulate.ts'
import { timelineSvg } from '../core/timeline-svg.ts'
import { AppError } from '../errors.ts'
import { simulateCustomer } from '../flows/simulate-customer.ts'
import { scenarioFiles } from '../scenario-files.ts'
import { printProblems } from './check.ts'
import { command, type Io, JSON_OPTION, printJson } from './command.ts'
import { publishFirst, readConfig, withDeps } from './open.ts'
import { printEverybody, printLog } from './simulate-log.ts'
import { writeWhole } from './write-file.ts'
import { readYaml as readFile } from './yaml-files.ts'

interface Options {
  db?: string
  json?: boolean
  persona?: string
  customer?: string
  days: string
  svg?: string
}

/** What the file says, with the shop it belongs to. */
export interface Given {
  path: string
  scenario: Scenario
  shop: Shop
  coupons: readonly Coupon[]
}

export const simulate = (io: Io): Command =>
  command(
    'simulate',
    'シナリオを試します。どのお客さまに、何日目に、何が届くか（何も送りません）',
    'simulate scenarios/first_60days.yaml',
    'simulate scenarios/first_60days.yaml --persona feels --svg belt.svg',
    'simulate scenarios/first_60days.yaml --customer shopify:5120000000001',
  )
    .argument('<file>', '試すシナリオのファイル（同じフォルダーの shop.yaml と coupons.yaml も読みます）')
    .option('--persona <name>', `試すお客さま（${PERSONAS.map(({ id }) => id).join('・')}。既定は全員の一覧）`)
    .option(
      '--customer <id>',
      '実際のお客さま。お客さま番号（または内部の番号、LINEのユーザーID。「取込元:番号」でも）',
    )
    .option('--days <n>', '何日先まで試すか（既定は90）', '90')
    .option('--svg <path>', '図（ベルト）をこのファイルに描きます')
    .option(...JSON_OPTION)
    .action(async (path: string, options: Options) => {
      const days = readDays(options.days)
      if (options.persona !== undefined && options.customer !== undefined)
        throw new AppError('invalid', '--persona と --customer は、どちらか一つにしてください。')
      const chosen = options.persona === undefined ? undefined : readPersona(options.persona)
      const given = read(io, path, readConfig(io.env, options.db).scenariosDir)
      if (!given) return
      for (const { message } of holdoutNotes(given.scenario, given.shop)) io.err(`${message}\n`)
      if (options.customer !== undefined) {
        const simulation = await ofCustomer(io, options, given, options.customer, days)
        return show(io, options, given, simulation, `お客さま ${options.customer}`, true)
      }
      const people = chosen ? [chosen] : PERSONAS
      const simulations = people.map((persona) => simulateOne({ ...given, persona, days }))
      const [first] = simulations
      const about = (persona: Persona) => `${persona.name}さん　${persona.about}`
      if (chosen && first) return show(io, options, given, first, about(chosen), false)
      if (options.svg !== undefined && people[0] && first) draw(io, options.svg, given, first, about(people[0]))
      if (options.json) printJson(io, { scenario: given.scenario.id, days, simulations })
      else printEverybody(io, given, simulations, days)
    })

function show(io: Io, { json, svg }: Options, given: Given, simulation: Simulation, about: string, dated: boolean) {
  if (svg !== undefined) draw(io, svg, given, simulation, about)
  if (json) printJson(io, simulation)
  else printLog(io, given, simulation, about, dated)
}

function draw(io: Io, path: string, { scenario, shop }: Given, simulation: Simulation, about: string): void {
  writeWhole(path, timelineSvg(simulation, scenario, shop, about))
  io.err(`図を ${path} に描きました（${about.split('　')[0]}）。\n`)
}

const ofCustomer = (io: Io, { db }: Options, { scenario }: Given, customer: string, days: number) =>
  withDeps(io, readConfig(io.env, db), async (deps) => {
    await publishFirst(io, deps)
    return simulateCustomer(deps, customer, scenario, days)
  })

/** Syntax, structure and references: what cannot be read cannot be tried. The rest is what trying is for. */
const UNREADABLE = /^E[01]/

/** @returns undefined when the file cannot be read, which is printed then */
function read(io: Io, path: string, scenariosDir: string): Given | undefined {
  const file = readFile(path)
  if (kindOf(path) !== 'scenario') throw new AppError('invalid', `${path} はシナリオのファイルではありません。`)
  const { problems, shop, coupons = [] } = checkAll([file, ...besides(file, scenariosDir)])
  const errors = problems.filter((one) => one.file === path && one.level === 'error')
  const scenario = readYaml(file.text, path, Scenario).value
  if (!scenario || errors.some(({ code }) => UNREADABLE.test(code))) {
    printProblems(io, errors)
    io.err('間違いがあるため、試せませんでした。\n')
    io.exitCode = 1
    return undefined
  }
  if (errors.length > 0)
    io.err(`公開を止める間違いが${errors.length}件あります。くわしくは：npx fanbelt check ${path}\n`)
  if (!shop) throw new AppError('invalid', `${path} のとなりにも ${scenariosDir} にも、正しい shop.yaml がありません。`)
  return { path, scenario, shop, coupons }
}

/** The shop's other texts: of the same folder, else those the settings name. No other scenario, so that the one is meant. */
function besides({ path }: ScenarioFile, scenariosDir: string): ScenarioFile[] {
  const own = dirname(path)
  const files = scenarioFiles(existsSync(join(own, 'shop.yaml')) ? own : scenariosDir)
  return files.filter((one) => kindOf(one.path) !== 'scenario' && resolve(one.path) !== resolve(path))
}

function readDays(text: string): number {
  const days = /^\d{1,4}$/.test(text) ? Number(text) : undefined
  if (days === undefined || days > 1000)
    throw new AppError('invalid', `--days の「${text}」は、0から1000までの数字でお書きください。`)
  return days
}

function readPersona(id: string): Persona {
  const found = personaById(id)
  if (found) return found
  const ids = PERSONAS.map((persona) => persona.id)
  const meant = didYouMean(id, ids)
  const list = PERSONAS.map((persona) => `  ${persona.id}：${persona.about}`).join('\n')
  throw new AppError(
    'invalid',
    `「${id}」というお客さまはいません。${meant ? `→ 「${meant}」のことですか？` : ''}\n${list}`,
  )
}

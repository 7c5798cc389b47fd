/** What publish and undo say: which texts changed, and what that means for customers who are on their way. */

import type { Problem } from '../core/problem.ts'
import type { StepChanges } from '../core/step-changes.ts'
import { AppError } from '../errors.ts'
import type { Effect, MigrateOptions, Migration, Running } from '../flows/settle-running.ts'
import { printProblems } from './check.ts'
import { type Io, printJson } from './command.ts'
import { progressBar } from './progress.ts'

export const MIGRATE_OPTION = [
  '--migrate',
  '途中のお客さまも新しい版に移します（付けなければ、はじめた時の版のまま進みます）',
] as const
export const DRY_RUN_OPTION = ['--dry-run', '何が変わるかを出すだけで、何も変えません'] as const
export const NOTHING_CHANGED = '試し（--dry-run）のため、まだ何も変えていません。\n'

export function printSteps(io: Io, steps: StepChanges | undefined): void {
  const parts = [
    ['足す', steps?.added],
    ['変わる', steps?.changed],
    ['なくなる', steps?.removed],
  ] as const
  const said = parts.flatMap(([word, ids]) => (ids && ids.length > 0 ? `${word} ${ids.join('・')}` : []))
  if (said.length > 0) io.out(`  ステップ：${said.join('、')}\n`)
}

interface People {
  running: readonly Running[]
  migrated: readonly Migration[]
  dryRun: boolean
}

export function printPeople(io: Io, { running, migrated, dryRun }: People): void {
  for (const { scenario, people } of running)
    io.out(`${scenario}：途中の${people}人は、はじめた時の版のまま進みます。移すには --migrate をお付けください。\n`)
  for (const { scenario, number, people, ended, effect } of migrated) {
    const [moved, stopped] = dryRun ? ['移ります', '終わります'] : ['移りました', '終わりました']
    io.out(`${scenario}：途中の${people}人は、${ended ? `ここで${stopped}` : `第${number}版に${moved}`}。\n`)
    if (effect) printEffect(io, effect)
  }
}

const EFFECTS = [
  ['appears', '新しく届く'],
  ['vanishes', '届かなくなる'],
  ['moves', '日時が変わる'],
  ['reworded', '文面が変わる'],
] as const

/** `342人のうち、23人に届くものが変わります（新しく届く 12通・届かなくなる 8通・日時が変わる 3通）。` */
function printEffect(io: Io, effect: Effect): void {
  const { compared, changed, steps } = effect
  if (changed === 0) {
    io.out(`  ${compared}人を見くらべました。届くものは変わりません。\n`)
    return
  }
  const letters = EFFECTS.flatMap(([key, word]) => (effect[key] > 0 ? `${word} ${effect[key]}通` : []))
  io.out(`  ${compared}人のうち、${changed}人に届くものが変わります（${letters.join('・')}）。\n`)
  for (const sentence of steps) io.out(`    ${sentence}\n`)
}

/** A bar for each scenario whose customers are moved. */
export function movingBar(io: Io): MigrateOptions['onMoved'] {
  const bars = new Map<string, (done: number) => void>()
  return ({ scenario, people, of }) => {
    const bar = bars.get(scenario) ?? progressBar(io, of)
    bars.set(scenario, bar)
    bar(people)
  }
}

/** Problems that stopped the work are findings, not misuse: they are printed, and the command ends with 1. */
export function reportRefusal(io: Io, error: unknown, json: boolean | undefined, empty: object): void {
  if (!(error instanceof AppError && error.code === 'invalid' && Array.isArray(error.details))) throw error
  const problems = error.details as Problem[]
  if (json) printJson(io, { ...empty, problems })
  else printProblems(io, problems)
  io.err(`${error.message}\n`)
  io.exitCode = 1
}

/** What would the import set going, in sentences? (DOMAIN §2.3.7) */

import { dayInJapanese } from '../core/calendar.ts'
import { LABELS } from '../core/vocabulary.ts'
import { DAYS_AHEAD, type ImportEffects, type ScenarioBegun } from '../flows/import-effects.ts'
import type { Io } from './command.ts'

export function printEffects(io: Io, { label_changes, scenarios, all_past }: ImportEffects): void {
  if (label_changes.length === 0) io.out('  ファン区分の変わる方はいません。\n')
  else io.out('  ファン区分は、次のように変わります。\n')
  for (const { from, to, customers } of label_changes)
    io.out(`    ${from ? LABELS[from] : '（はじめての方）'} → ${LABELS[to]}：${number(customers)}人\n`)
  if (scenarios.length === 0)
    io.out(`  ${all_past ? '過去のご注文なので、シナリオははじまりません' : 'はじまるシナリオはありません'}。\n`)
  for (const one of scenarios) printScenario(io, one)
}

function printScenario(io: Io, { name, customers, reachable, messages }: ScenarioBegun): void {
  const reached = reachable === customers ? '' : `（うちLINEでお送りできる方：${number(reachable)}人）`
  io.out(`  「${name}」がはじまる方：${number(customers)}人${reached}\n`)
  if (messages.length > 0)
    io.out(`  ${DAYS_AHEAD}日のうちにお送りする予定は、次のとおりです（条件により、お送りしないこともあります）。\n`)
  for (const message of messages)
    io.out(`    ${dayInJapanese(message.on)} ${message.step}：${number(message.customers)}人\n`)
}

const number = (count: number) => count.toLocaleString('ja-JP')

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { conditionInJapanese } from '../../bot/core/condition-words.ts'
import { readScenario } from './reading.ts'

const path = join(import.meta.dirname, '../../scenarios/first_60days.yaml')
const { scenario } = readScenario(readFileSync(path, 'utf8'), path)
if (!scenario) throw new Error('the shipped scenario is broken')

test.each([
  ['used or success_felt', '「今日から使います」とお答え または 「しっとりした」とお答え'],
  ['not (used or success_felt)', '（「今日から使います」とお答え または 「しっとりした」とお答え） ではない'],
  ['negative_answer', '合わない・不満というお返事があった'],
  ['not opt_out and follower', '配信停止中 ではない かつ フォロワー'],
  ['something_else', 'something_else'],
  ['or or', 'or or'],
])('「%s」 reads 「%s」', (condition, words) => {
  expect(conditionInJapanese(condition, scenario)).toBe(words)
})

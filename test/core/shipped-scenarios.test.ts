/** The files a shop starts from: right, complete, and within LINE's limits. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { checkAll, kindOf } from '../../bot/core/check.ts'
import { jsonSchemas } from '../../bot/core/json-schema.ts'
import { renderStep, renderText } from '../../bot/core/message.ts'
import { shopValues } from '../../bot/core/placeholders.ts'
import { formatProblem } from '../../bot/core/problem.ts'
import { replyTo } from '../../bot/core/replies.ts'
import { buttonsOf } from '../../bot/core/scenario.ts'
import { lineContract } from '../support/line-openapi.ts'

const folder = join(import.meta.dirname, '../../scenarios')
const files = ['shop', 'coupons', 'replies', 'first_60days'].map((name) => ({
  path: `scenarios/${name}.yaml`,
  text: readFileSync(join(folder, `${name}.yaml`), 'utf8'),
}))
const { problems, shop, replies, coupons, scenarios } = checkAll(files)
const [first] = scenarios
if (!shop || !replies || !coupons || !first) throw new Error(problems.map(formatProblem).join('\n'))

test('they have no problems at all', () => {
  expect(problems.map(formatProblem)).toEqual([])
})

test('はじめての60日 has the days of DOMAIN §6.2', () => {
  const arrival = 3
  const days = first.steps.map((step) => [step.id, step.at.day + (step.at.from === 'delivered' ? arrival : 0)])
  expect(days).toEqual([
    ['m01_thanks', 0],
    ['m02_arrived', 3],
    ['m03_first_wow', 5],
    ['m04_worries', 8],
    ['m05_habit', 10],
    ['m06_next_bottle', 12],
    ['m07_survey', 16],
    ['m08_price', 20],
    ['m09a_subscription', 24],
    ['m09b_gift', 24],
    ['m10_challenge', 30],
    ['m11_how_is_it', 45],
    ['m12_thanks_voice', 60],
  ])
  expect(first.steps.filter((step) => step.essential)).toHaveLength(7)
})

describe('everything renders', () => {
  const contract = lineContract()?.outbound('PushMessageRequest')
  const accepted = (messages: unknown[]) => expect(contract?.({ to: 'U', messages }) ?? []).toEqual([])
  const values = { ...shopValues(shop), お名前: '佐藤 あかね', 商品名: 'うるおい化粧水' }
  const context = {
    values,
    answerData: (index: number) => `a=${index}`,
    liffUrl: (page: string) => `https://liff.line.me/1-x/${page}`,
  }
  test.each(first.steps.map((step) => [step.id, step] as const))('%s', (_id, step) => {
    const messages = renderStep(step, context)
    accepted(messages)
    expect(JSON.stringify(messages)).not.toMatch(/\{\{|undefined|さまさま/)
  })
  test('the greeting and all replies', () => {
    const texts = [replies.greeting, replies.stop, replies.resume, replies.cancel, replies.human, ...replies.keywords]
    for (const { text, buttons } of texts) accepted([renderText(text, context, buttons)])
    for (const { text, buttons } of texts)
      expect(JSON.stringify(renderText(text, context, buttons))).not.toContain('{{')
    for (const { text } of Object.values(replies.signals))
      expect(JSON.stringify(renderText(text, context))).not.toContain('{{')
  })
})

test('whoever taps an answer gets one', () => {
  const silent = first.steps
    .flatMap(buttonsOf)
    .filter((button) => !button.url && !button.liff && replyTo(button, replies) === undefined)
  expect(silent.map(({ label }) => label)).toEqual([])
})

test('each file names its editor schema, and follows it', () => {
  const schemas = jsonSchemas()
  for (const { path, text } of files) {
    const name = `${kindOf(path)}.schema.json`
    expect(text.split('\n')[0]).toBe(`# yaml-language-server: $schema=./${name}`)
    const ajv = new Ajv({ strict: false })
    const valid = ajv.validate(schemas[name] ?? {}, parse(text))
    expect(ajv.errorsText(), path).toBe('No errors')
    expect(valid).toBe(true)
  }
  expect(schemas['scenario.schema.json']).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#' })
})

test.runIf(existsSync(join(folder, 'README.md')))('the manual lists every problem code that can appear', () => {
  const core = join(import.meta.dirname, '../../bot/core')
  const sources = ['yaml-problems', 'schema-problems', 'structure', 'read-file'].map((name) =>
    readFileSync(join(core, `${name}.ts`), 'utf8'),
  )
  const codes = new Set(sources.join('').match(/(?<=')[EWH]\d{3}(?=')/g))
  const manual = readFileSync(join(folder, 'README.md'), 'utf8')
  expect([...codes].filter((code) => !manual.includes(code))).toEqual([])
})

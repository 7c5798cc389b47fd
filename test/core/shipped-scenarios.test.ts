/** The files a shop starts from: right, complete, and within LINE's limits. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkAll } from '../../bot/core/check.ts'
import { contentsOf, renderStep, renderText } from '../../bot/core/message.ts'
import { shopValues } from '../../bot/core/placeholders.ts'
import { formatProblem } from '../../bot/core/problem.ts'
import { replyTo, understand } from '../../bot/core/replies.ts'
import { type RichMenu, renderRichMenu } from '../../bot/core/rich-menu.ts'
import { buttonsOf } from '../../bot/core/scenario.ts'
import { couponCards } from '../../bot/core/step-values.ts'
import type { Survey } from '../../bot/core/survey-file.ts'
import { LABELS } from '../../bot/core/vocabulary.ts'
import { lineContract } from '../support/line-openapi.ts'

const folder = join(import.meta.dirname, '../../scenarios')
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .sort()
  .map((path) => ({ path: `scenarios/${path}`, text: readFileSync(join(folder, path), 'utf8') }))
const { problems, shop, replies, coupons, scenarios, documents } = checkAll(files)
const first = scenarios.find(({ id }) => id === 'first_60days')
if (!shop || !replies || !coupons || !first) throw new Error(problems.map(formatProblem).join('\n'))
const contract = lineContract()

test('all of SPEC §4.4 is there', () => {
  expect(documents.map(({ kind, name }) => `${kind}/${name}`).sort()).toEqual([
    'coupons/coupons',
    'replies/replies',
    ...['lapsed', 'partner', 'subscriber', 'visitor'].map((name) => `richmenu/${name}`),
    ...[
      'coupon_reminder',
      'cross_sell',
      'first_60days',
      'monthly_survey',
      'referral',
      'subscription_start',
      'win_back',
    ].map((name) => `scenario/${name}`),
    'shop/shop',
    ...['cancel', 'first', 'monthly', 'persona'].map((name) => `survey/${name}_survey`),
  ])
})

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

test('the days of DOMAIN §6.3', () => {
  const days = scenarios
    .filter(({ id }) => id !== 'first_60days')
    .flatMap(({ id, steps }) => steps.map(({ at }) => [id, at.from, at.delivery ?? 1, at.day].join(' ')))
  expect(days.sort()).toEqual([
    'coupon_reminder coupon_deadline 1 -3',
    'cross_sell delivered 2 12',
    'monthly_survey survey_due 1 0',
    'referral label_change 1 21',
    'subscription_start delivered 2 5',
    'subscription_start next_delivery 1 -7',
    'subscription_start subscription_start 1 0',
    'win_back label_change 1 0',
    'win_back label_change 1 21',
    'win_back label_change 1 7',
  ])
})

const DOMAIN = join(import.meta.dirname, '../../../shared/design/DOMAIN.md')

test.runIf(existsSync(DOMAIN))('the texts are those of DOMAIN §6.3 and §6.4, word for word', () => {
  const domain = readFileSync(DOMAIN, 'utf8')
  const given = domain.slice(domain.indexOf('### 6.3'), domain.indexOf('### 6.5'))
  const texts = scenarios
    .filter(({ id }) => ['cross_sell', 'referral', 'subscription_start', 'win_back'].includes(id))
    .flatMap(({ steps }) =>
      steps.flatMap((step) => contentsOf(step).flatMap((content) => (content.kind === 'text' ? content.text : []))),
    )
  expect(texts).toHaveLength(8)
  for (const text of texts) expect(given).toContain(`「${text.trim()}」`)
  const surveys = documents.filter(({ kind }) => kind === 'survey').map(({ value }) => value as Survey)
  const asked = surveys
    .filter(({ id }) => id === 'first_survey' || id === 'monthly_survey')
    .flatMap(({ questions, rotating = [], consent }) => [
      ...[...questions, ...rotating].map((q) => q.text),
      consent ?? '',
    ])
  for (const text of asked) expect(given).toContain(text)
})

test('whatever a shop must make its own is marked ★', () => {
  const unmarked = files.flatMap(({ path, text }) => {
    const lines = text.split('\n')
    const isMarked = (index: number) => {
      const start = lines.slice(0, index + 1).findLastIndex((line) => /^\s*buttons:/.test(line))
      return lines[index]?.includes('★') || (start >= 0 && index - start < 5 && lines[start]?.includes('★'))
    }
    return lines.flatMap((line, index) =>
      line.includes('shop.example.jp') && !isMarked(index) ? `${path}:${index + 1}` : [],
    )
  })
  expect(unmarked).toEqual([])
})

describe('everything renders', () => {
  const push = contract?.outbound('PushMessageRequest')
  const accepted = (messages: unknown[]) => expect(push?.({ to: 'U', messages }) ?? []).toEqual([])
  const values = { ...shopValues(shop), お名前: '佐藤 あかね', 商品名: 'うるおい化粧水' }
  const liffUrl = (page: string) => `https://liff.line.me/1-x/${page}`
  const context = { values, answerData: (index: number) => `a=${index}`, liffUrl }
  const now = new Date('2026-06-01T10:00:00+09:00')
  const steps = scenarios.flatMap(({ id, steps }) => steps.map((step) => [`${id} ${step.id}`, step] as const))
  test.each(steps)('%s', (_id, step) => {
    const messages = renderStep(step, { ...context, coupon: couponCards(step, coupons, shop, now) })
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
  const menus = documents.filter(({ kind }) => kind === 'richmenu').map(({ value }) => value as RichMenu)
  test.each(menus.map((menu) => [menu.id, menu] as const))('rich menu %s, with a mini-app and without', (_id, menu) => {
    const valid = contract?.outbound('RichMenuRequest')
    for (const made of [renderRichMenu(menu, { liffUrl }), renderRichMenu(menu, {})])
      expect(valid?.(made) ?? []).toEqual([])
    for (const { text } of menu.areas)
      if (text) expect([text, understand(text, replies).kind]).not.toEqual([text, 'words'])
  })
  test('an entry of the menu that a text names is there, for somebody who has a contract above all', () => {
    const named = files.flatMap(({ path, text }) =>
      [...text.matchAll(/メニューの[『「]([^』」]+)[』」]/g)].map(([, label]) => [path, label]),
    )
    expect(named).toContainEqual([expect.stringContaining('replies.yaml'), expect.any(String)])
    const subscriber = menus.find(({ labels }) => labels.includes('subscriber_new'))?.areas.map(({ label }) => label)
    for (const [, label] of named) expect(subscriber).toContain(label)
  })
  test('the contract is changed and ended on one page, from the menu and from my page', () => {
    const url = shop.subscriptions.manage_url
    expect(url).toBeDefined()
    const entries = menus.flatMap(({ areas }) => areas).filter(({ label }) => label.includes('解約'))
    expect(entries.length).toBeGreaterThan(0)
    for (const entry of entries) expect(entry.url).toBe(url)
  })
  test('everybody has exactly one menu', () => {
    expect(menus.flatMap(({ labels }) => labels).sort()).toEqual(Object.keys(LABELS).sort())
  })
})

test('whoever taps an answer gets one', () => {
  // Until a mini-app is connected, its buttons answer too.
  const silent = scenarios
    .flatMap(({ steps }) => steps.flatMap(buttonsOf))
    .filter((button) => !button.url && replyTo(button, replies) === undefined)
  expect(silent.map(({ label }) => label)).toEqual([])
})

test.runIf(existsSync(join(folder, 'README.md')))('the manual lists every problem code that can appear', () => {
  const core = join(import.meta.dirname, '../../bot/core')
  const sources = ['yaml-problems', 'schema-problems', 'structure', 'read-file', 'references'].map((name) =>
    readFileSync(join(core, `${name}.ts`), 'utf8'),
  )
  const codes = new Set(sources.join('').match(/(?<=')[EWH]\d{3}(?=')/g))
  const manual = readFileSync(join(folder, 'README.md'), 'utf8')
  expect([...codes].filter((code) => !manual.includes(code))).toEqual([])
})

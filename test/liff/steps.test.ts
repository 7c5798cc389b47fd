import { describe, expect, test } from 'vitest'
import { inkOn } from '../../bot/core/contrast.ts'
import type { SheetQuestion, SurveySheet } from '../../bot/core/liff-pages.ts'
import { routeOf } from '../../liff/app/router.ts'
import { satisfactionOptions } from '../../liff/survey/satisfaction.ts'
import { isAnswered, missing, resume, toSend } from '../../liff/survey/steps.ts'

const question = (part: Partial<SheetQuestion>): SheetQuestion => ({
  id: 'q',
  kind: 'text',
  text: '？',
  optional: false,
  sensitive: false,
  ...part,
})
const SHEET: SurveySheet = {
  id: 'inv',
  name: 'アンケート',
  skippable: false,
  questions: [
    question({ id: 'nps', kind: 'nps', min: 0, max: 10 }),
    question({ id: 'usage', kind: 'choice', choices: ['毎晩', 'やめた'] }),
    question({ id: 'values', optional: true, sensitive: true }),
    question({ id: 'mind', kind: 'recall', max: 3, optional: true }),
  ],
}
const said = (answers: object) => ({ answers: answers as never, quotable: false, sensitive_agreed: false })

describe('coming back', () => {
  test('to an untouched survey: the first question', () => expect(resume(SHEET).at).toBe(0))
  test('after the last question that was answered', () =>
    expect(resume(SHEET, said({ nps: 0, usage: '毎晩' })).at).toBe(2))
  test('never past a question that must be answered', () =>
    expect(resume(SHEET, said({ nps: 9, mind: ['a'] })).at).toBe(1))
  test('where this device remembers, past optional ones that were left out', () =>
    expect(resume(SHEET, said({ nps: 9, usage: '毎晩' }), 4).at).toBe(4))
  test('an answer that the question does not offer any more is asked again', () => {
    const { answers, at } = resume(SHEET, said({ nps: 11, usage: '毎晩' }))
    expect(answers).toEqual({ usage: '毎晩' })
    expect(at).toBe(0)
  })
})

test('nought is an answer, blanks are none', () => {
  expect([0, 'あ', ['', 'b']].map(isAnswered)).toEqual([true, true, true])
  expect([undefined, '', '　 ', [], ['', ' ']].map((value) => isAnswered(value))).toEqual([
    false,
    false,
    false,
    false,
    false,
  ])
})

test('nothing sensitive leaves without agreement, and no blanks', () => {
  const answers = { nps: 3, values: '正直', mind: [' '] }
  expect(toSend(SHEET, said(answers)).answers).toEqual({ nps: 3 })
  expect(toSend(SHEET, { ...said(answers), sensitive_agreed: true }).answers).toEqual({ nps: 3, values: '正直' })
})

test('only what must be answered holds somebody back, with a sentence', () => {
  const [nps, , values] = SHEET.questions as [SheetQuestion, SheetQuestion, SheetQuestion]
  expect(missing(nps, said({}))).toBe('お答えを一つお選びください。')
  expect(missing(values, said({}))).toBeUndefined()
})

test('the five steps of satisfaction, the best first, the shop’s words at the ends', () =>
  expect(satisfactionOptions({ high: '大満足', min: 1, max: 5 }).map(({ value, label }) => `${value}${label}`)).toEqual(
    ['5大満足', '4満足', '3どちらともいえない', '2やや不満', '1不満'],
  ))

describe('addresses', () => {
  test.each([
    ['/liff', 'mypage'],
    ['/liff/', 'mypage'],
    ['/liff/survey', 'survey'],
    ['/liff/wallet/', 'wallet'],
    ['/liff/settings', 'settings'],
  ])('%s is %s', (address, name) => expect(routeOf(address)?.name).toBe(name))
  test.each(['/liff/nothing', '/liff/survey/more', '/liffy', '/liff/constructor'])('%s is no page', (address) =>
    expect(routeOf(address)).toBeUndefined(),
  )
})

test('the ink on the shop’s colour', () =>
  expect(['#1f5f5b', '#f2c200', '#ffffff', '#000000', '#e8731a'].map(inkOn)).toEqual([
    '#fff',
    '#000',
    '#000',
    '#fff',
    '#000',
  ]))

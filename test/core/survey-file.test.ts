/** The language of surveys. */
import { describe, expect, test } from 'vitest'
import { MOST_PERSONA_QUESTIONS, PERSONA_FIELDS, Survey, signalsOfSurvey, sitting } from '../../bot/core/survey-file.ts'

const nps = { id: 'nps', kind: 'nps', text: 'おすすめ' }
const survey = (fields: object = {}) => ({ id: 's', name: 'S', questions: [nps], ...fields })
const text = (id: string, more: object = {}) => ({ id, kind: 'text', text: id, ...more })
const choice = (choices: unknown[], more: object = {}) => ({ id: 'c', kind: 'choice', text: 'c', choices, ...more })

test('a short choice is a label; nothing need be said about thanks', () => {
  const read = Survey.parse(survey({ questions: [choice(['はい', { label: 'いいえ', signal: 'no' }])] }))
  expect(read.questions[0]).toMatchObject({
    choices: [{ label: 'はい' }, { label: 'いいえ', signal: 'no' }],
    optional: false,
  })
  expect(read.thanks).toEqual({})
  expect(Survey.parse(JSON.parse(JSON.stringify(read)))).toEqual(read)
})

test('a wall raises its own signal beside any other', () => {
  const read = Survey.parse(
    survey({
      questions: [
        choice([
          { label: '値段', wall: 'price', signal: 'doubts' },
          { label: '時間', wall: 'opportunity' },
        ]),
      ],
    }),
  )
  expect(signalsOfSurvey(read)).toEqual(['doubts', 'wall_price', 'wall_opportunity'])
})

describe('is refused', () => {
  const many = Array.from({ length: MOST_PERSONA_QUESTIONS + 1 }, (_, n) => text(`p${n}`, { persona: 'likes' }))
  test.each([
    ['an unknown key', { question: [] }],
    ['no question', { questions: [] }],
    ['two questions of one name', { questions: [nps, { ...text('nps') }] }],
    ['one name in both parts', { rotating: [{ ...text('nps') }] }],
    ['two NPS questions', { questions: [nps, { ...nps, id: 'again' }] }],
    ['choices for a free text', { questions: [{ ...text('t'), choices: ['a', 'b'] }] }],
    ['a choice of nothing', { questions: [{ id: 'c', kind: 'choice', text: 'c' }] }],
    ['one choice', { questions: [choice(['a'])] }],
    ['the same choice twice', { questions: [choice(['a', 'a'])] }],
    ['a count for a text', { questions: [text('t', { max: 3 })] }],
    ['intent that is not asked in five steps', { questions: [text('t', { intent: true })] }],
    ['beliefs without consent', { questions: [text('t', { persona: 'values' })] }],
    ['income without consent', { questions: [text('t', { persona: 'income' })] }],
    ['four questions about the person at once', { questions: many }],
    ['more than three at a sitting', { per_sitting: 4 }],
    ['an unknown wall', { questions: [choice([{ label: 'a', wall: 'prise' }, 'b'])] }],
    ['a coupon in small letters', { thanks: { coupon: 'thanks' } }],
  ])('%s', (_what, fields) => {
    expect(Survey.safeParse(survey(fields)).success).toBe(false)
  })
  test('but not with three at a sitting, or with consent', () => {
    expect(Survey.safeParse(survey({ questions: many, per_sitting: 3 })).success).toBe(true)
    expect(Survey.safeParse(survey({ questions: [text('t', { persona: 'values', sensitive: 'はい' })] })).success).toBe(
      true,
    )
    expect(Object.keys(PERSONA_FIELDS)).toHaveLength(18)
  })
})

describe('what is asked this time', () => {
  const read = Survey.parse(survey({ rotating: [text('r1'), text('r2'), text('r3')] }))
  test('one of the rotating questions, in turn', () => {
    const asked = [0, 1, 2, 3].map((round) => sitting(read, { round, answered: new Set() }).map(({ id }) => id))
    expect(asked).toEqual([
      ['nps', 'r1'],
      ['nps', 'r2'],
      ['nps', 'r3'],
      ['nps', 'r1'],
    ])
  })
  test('the next few about the person, until nothing is left to ask', () => {
    const questions = ['a', 'b', 'c', 'd'].map((id) => text(id, { persona: 'likes' }))
    const persona = Survey.parse(survey({ questions, per_sitting: 3 }))
    const asked = (...answered: string[]) =>
      sitting(persona, { round: 0, answered: new Set(answered) }).map(({ id }) => id)
    expect(asked()).toEqual(['a', 'b', 'c'])
    expect(asked('a', 'c')).toEqual(['b', 'd'])
    expect(asked('a', 'b', 'c', 'd')).toEqual([])
  })
  test('the whole of any other survey, every time', () => {
    expect(sitting(read, { round: 0, answered: new Set(['nps', 'r1']) }).map(({ id }) => id)).toEqual(['nps', 'r1'])
  })
})

/** Mindshare (DOMAIN §1.3): the vector of the book, spellings, and who stands in which denominator. */
import { describe, expect, test } from 'vitest'
import { type MindshareAnswer, MindshareCount } from '../../bot/core/mindshare.ts'
import { Survey } from '../../bot/core/survey-file.ts'
import { makeShop } from './someone.ts'

const shop = makeShop({
  mindshare: { category: '保湿の化粧水', ours: ['つきあかり', '月あかり'], ingredients: ['セラミド'] },
})

function counted(...answers: MindshareAnswer[]) {
  const count = new MindshareCount(shop)
  for (const answer of answers) count.add(answer)
  return count.result()
}
const recall = (id: string | number, ...value: string[]): MindshareAnswer => ({
  ...{ customerId: String(id), question: 'recall', value },
})

test('the vector of the book: 20 answers, ours in 9, first in 5', () => {
  const answers = Array.from({ length: 20 }, (_, n) =>
    recall(n, ...(n < 5 ? ['つきあかり', '資生堂'] : n < 9 ? ['資生堂', 'つきあかり'] : ['資生堂'])),
  )
  const { brand, top_of_mind } = counted(...answers)
  expect(brand).toEqual({ value: 0.45, numerator: 9, denominator: 20 })
  expect(top_of_mind).toEqual({ value: 0.25, numerator: 5, denominator: 20 })
})

describe('a spelling', () => {
  const isOurs = (word: string) => counted(recall(1, word)).brand.numerator === 1
  test.each([
    'つきあかり',
    'ツキアカリ',
    'ﾂｷｱｶﾘ',
    ' つき あかり ',
    '「つきあかり」',
    '月あかり',
    'つきあかりの化粧水',
    'つき・あかり',
  ])('%s is ours', (word) => {
    expect(isOurs(word)).toBe(true)
  })
  test.each(['月明かり', 'つきのあかり', 'あかり', '資生堂', '。'])('%s is not, until the shop says so', (word) => {
    expect(isOurs(word)).toBe(false)
  })
  test('an empty table, or a spelling of nothing but signs, names nobody', () => {
    const count = new MindshareCount(makeShop({ mindshare: { ours: ['・'], ingredients: [] } }))
    count.add(recall(1, '資生堂'))
    expect(count.result().brand.numerator).toBe(0)
  })
})

test('an ingredient counts by itself, first place or not', () => {
  const { ingredient, brand } = counted(recall(1, '資生堂', 'ヒト型ｾﾗﾐﾄﾞ'), recall(2, 'つきあかり'), {
    customerId: '3',
    question: 'ingredient',
    value: ['セラミド'],
  })
  expect([ingredient.numerator, ingredient.denominator]).toEqual([2, 3])
  // Whoever was asked for ingredients alone says nothing about the shop.
  expect([brand.numerator, brand.denominator]).toEqual([1, 2])
})

test('fit: 4 of 5 and ours named, of those who answered both', () => {
  const suits = (id: number, value: number): MindshareAnswer => ({ customerId: String(id), question: 'fit', value })
  const found = counted(
    ...[recall(1, 'つきあかり'), suits(1, 4), recall(2, 'つきあかり'), suits(2, 3)],
    ...[recall(3, '資生堂'), suits(3, 5), suits(4, 5), recall(5, 'つきあかり')],
  )
  expect([found.fit.numerator, found.fit.denominator]).toEqual([1, 3])
})

test('of one customer the newest answer counts; no words and no number are no answer', () => {
  const { brand, fit } = counted(
    ...[recall(1, 'つきあかり'), recall(1, '資生堂'), recall(2), recall(3, ' ')],
    { customerId: '4', question: 'recall', value: 'つきあかり' },
    { customerId: '1', question: 'fit', value: '5' },
  )
  expect([brand.numerator, brand.denominator, fit.denominator]).toEqual([0, 1, 0])
})

test('what else was named is listed, most first: a spelling the table lacks shows itself', () => {
  expect(
    counted(recall(1, '月明かり', 'SK-II'), recall(2, 'ＳＫ－Ⅱ'), recall(3, 'つきあかり', 'sk ii')).others,
  ).toEqual([
    { word: 'SK-II', count: 3 },
    { word: '月明かり', count: 1 },
  ])
})

test('a question is marked where its kind fits', () => {
  const reads = (kind: string, mindshare: string) =>
    Survey.safeParse({ id: 's', name: 's', questions: [{ id: 'q', kind, text: 'q', mindshare }] }).success
  expect([reads('recall', 'recall'), reads('recall', 'ingredient'), reads('rating5', 'fit')]).toEqual([
    true,
    true,
    true,
  ])
  expect([
    reads('text', 'recall'),
    reads('rating5', 'recall'),
    reads('recall', 'fit'),
    reads('recall', 'brand'),
  ]).toEqual([false, false, false, false])
})

import { describe, expect, test } from 'vitest'
import { readMoment } from '../../bot/core/normalise.ts'
import {
  isDamagedNumber,
  isDateSerial,
  isImperialDate,
  isNoDate,
  readCount,
  readDate,
  readFlag,
  readStatus,
  readYen,
} from '../../bot/imports/cells.ts'

test.each([
  ['3300', 3300],
  ['¥3,300', 3300],
  ['￥３，３００円', 3300],
  ['\\1,234', 1234],
  ['1234.00', 1234],
  ['△1,234', -1234],
  ['-500', -500],
  ['−500', -500],
  ['0', 0],
  ['12.5', undefined],
  ['abc', undefined],
  ['', undefined],
  ['9999999999', undefined],
])('yen: %j is %j', (text, yen) => expect(readYen(text)).toBe(yen))

test.each([
  ['2', 2],
  ['２個', 2],
  ['1,000', 1000],
  ['2.0', 2],
  ['3回目', 3],
  ['-1', undefined],
  ['1.5', undefined],
  ['たくさん', undefined],
])('count: %j is %j', (text, count) => expect(readCount(text)).toBe(count))

describe('dates', () => {
  test.each([
    ['2026-04-01 12:34:56 +0900', undefined, '2026-04-01T03:34:56.000Z'],
    ['2026/4/1 9:05', undefined, '2026-04-01T00:05:00.000Z'],
    ['2026-04-01', undefined, '2026-03-31T15:00:00.000Z'],
    ['2026/4/1', '12:34', '2026-04-01T03:34:00.000Z'],
    ['2022/8/10', '103309', '2022-08-10T01:33:09.000Z'],
    ['2022/8/10', '93309', '2022-08-10T00:33:09.000Z'],
    ['20260401', undefined, '2026-03-31T15:00:00.000Z'],
    ['2026年4月1日', undefined, '2026-03-31T15:00:00.000Z'],
    ['2026年4月1日 9時5分', undefined, '2026-04-01T00:05:00.000Z'],
    ['20260401123456', undefined, '2026-04-01T03:34:56.000Z'],
    ['2026.4.1', undefined, '2026-03-31T15:00:00.000Z'],
    ['2026.04.01 9:05', undefined, '2026-04-01T00:05:00.000Z'],
    ['2026/04/01(水) 12:34', undefined, '2026-04-01T03:34:00.000Z'],
    ['2026年4月1日（水）', undefined, '2026-03-31T15:00:00.000Z'],
    ['２０２６／４／１　９：０５', undefined, '2026-04-01T00:05:00.000Z'],
    ['2026-04-01T23:30:00-10:00', undefined, '2026-04-02T09:30:00.000Z'],
    ['2026-04-01 12:34:56', '09:00', '2026-04-01T03:34:56.000Z'],
    ['2021-10-19T17:36:10+00:00', undefined, '2021-10-19T17:36:10.000Z'],
    ['1775014496', undefined, '2026-04-01T03:34:56.000Z'],
    ['1775014496000', undefined, '2026-04-01T03:34:56.000Z'],
  ])('%s %s', (date, time, iso) => {
    expect(readMoment(readDate(date, time) ?? '')?.toISOString()).toBe(iso)
  })
  // Nobody can say whether 01/04 is a day in January or in April, or whose year 26 is.
  test.each([
    '2026-02-30',
    '2026/13/01',
    '2026-04-31 10:00',
    '2026-04-01 24:61',
    '令和8年4月1日',
    '昨日',
    '46113',
    '01/04/2026',
    '4/1/2026',
    '26/04/01',
    '2026-04',
    '0000-00-00 00:00:00',
    '1899-12-31',
    '202604',
  ])('%s cannot be read', (text) => {
    expect(readDate(text)).toBeUndefined()
  })
  test('the reasons are told apart', () => {
    expect(['46113', '46113.52', '12345', '20260401'].map(isDateSerial)).toEqual([true, true, false, false])
    expect(['令和8年4月1日', 'R8.4.1', '平成元年1月8日', 'H30/1/1', '2026-04-01'].map(isImperialDate)).toEqual([
      true,
      true,
      true,
      true,
      false,
    ])
  })
})

test('only a number in Excel’s short form is called damaged', () => {
  expect(['5.12E+12', '5E+11', '５.１２Ｅ＋１２', '12E3', 'A5.1E+12', '5120000000001'].map(isDamagedNumber)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ])
})

test.each([
  ['キャンセル', 'cancelled'],
  ['注文取消し', 'cancelled'],
  ['voided', 'cancelled'],
  ['返品', 'returned'],
  ['partially_refunded', 'partially_refunded'],
  ['refunded', 'refunded'],
  ['発送済み', 'shipped'],
  ['未発送', 'confirmed'],
  ['お届け済み', 'delivered'],
  ['入金待ち', 'pending'],
  ['入金済み', 'confirmed'],
  ['新規受付', 'confirmed'],
  ['決済処理中', 'not_an_order'],
])('the state %s means %s', (text, status) => expect(readStatus(text)).toBe(status))

test.each([
  ['指定なし', true],
  ['希望なし', true],
  ['未定', true],
  ['最短', true],
  ['未発送', true],
  ['-', true],
  ['ーー', true],
  ['0', true],
  ['0000-00-00 00:00:00', true],
  ['明日', false],
  ['4/1', false],
  ['46113', false],
])('a column that may be empty says %j: no date, %s', (text, isNone) => expect(isNoDate(text)).toBe(isNone))

test.each([
  ['はい', true],
  ['１', true],
  ['定期購入', true],
  ['頒布会', true],
  ['定期なし', false],
  ['非定期', false],
  ['Subscription', true],
  ['通常購入', false],
  ['都度', false],
  ['いいえ', false],
  ['0', false],
  ['4', undefined],
  ['？', undefined],
])('a mark of a subscription %j is %s', (text, flag) => expect(readFlag(text)).toBe(flag))

test.each([
  ['配送', 'shipped'],
  ['配送中', 'shipped'],
  ['配送完了', 'delivered'],
  ['配送準備中', 'confirmed'],
  ['出荷準備中', 'confirmed'],
  ['Unshipped', 'confirmed'],
  ['未処理', 'confirmed'],
  ['返送', 'returned'],
  ['受取完了', 'delivered'],
  ['一部キャンセル', 'partially_refunded'],
  ['一部返品', 'partially_refunded'],
  ['部分返金', 'partially_refunded'],
  ['partial_refund', 'partially_refunded'],
  ['全額返金', 'refunded'],
  ['キャンセル申請中', 'confirmed'],
  ['キャンセルの依頼', 'confirmed'],
  ['返品希望', 'confirmed'],
  ['発送済み（キャンセル不可）', 'shipped'],
  ['キャンセル処理中', 'cancelled'],
  ['キャンセル確定待ち', 'cancelled'],
  ['削除', 'cancelled'],
  ['決済失敗', 'pending'],
  ['与信NG', 'pending'],
  ['カードのエラー', 'pending'],
  ['未決済', 'pending'],
  ['expired', 'pending'],
  ['決済済み', 'confirmed'],
])('the state %s of malls and carts means %s', (text, status) => expect(readStatus(text)).toBe(status))

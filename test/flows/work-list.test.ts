/** Steps that people do by hand: listed on their day, under the same guard, and safe to open in Excel. */
import { afterEach, expect, test } from 'vitest'
import type { JstDate } from '../../bot/core/calendar.ts'
import { markDone, workList, workListCsv } from '../../bot/flows/work-list.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
  fates,
  hear,
  inForce,
  linkedFriend,
  order,
  person,
  rows,
  scenarioText,
  shopFiles,
  words,
} from '../support/story.ts'

let world: NodeWorld
afterEach(() => world.close())
const HANA = person('a')

async function open(...scenarios: string[]) {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: shopFiles() })
  await inForce(world, ...scenarios)
}
const until = (time: string) => world.advanceTo(`2026-${time}:00+09:00`)
const on = (id: string, touchpoint: string, day: number, time: string, more = '') => ({
  id,
  at: `{from: order, day: ${day}, time: "${time}"}`,
  text: '"{{お名前}}さま、{{商品名}}はいかがですか"',
  more: `touchpoint: ${touchpoint}\n${more}`,
})

test('a step that is not for LINE becomes a row: day, number, name, touchpoint, words', async () => {
  await open(scenarioText('s', [on('card', 'package_insert', 0, '12:00'), on('call', 'call_center', 2, '11:00')]))
  await world.api('/orders', [order({ external_id: 'C-77', name: '山田 花子' })])
  await until('06-02T09:00')
  expect(await workList(world.deps)).toEqual([
    {
      day: '2026-06-01',
      customerNumber: 'C-77',
      name: '山田 花子',
      touchpoint: 'package_insert',
      scenario: 's',
      step: 'card',
      text: '山田 花子さま、お試しはいかがですか',
      done: false,
      number: expect.stringMatching(/:card$/),
    },
  ])
  await until('06-05T09:00')
  expect((await workList(world.deps)).map(({ day, step }) => `${day} ${step}`)).toEqual([
    '2026-06-01 card',
    '2026-06-03 call',
  ])
  const only = { from: '2026-06-02' as JstDate, to: '2026-06-03' as JstDate }
  expect((await workList(world.deps, only)).map(({ step }) => step)).toEqual(['call'])
  expect(fates(world)).toEqual(['card listed S_LISTED', 'call listed S_LISTED'])
  expect(rows(world, 'select status from enrollments')).toEqual([{ status: 'finished' }])
})

test('what is done is marked once, and stays on the list as done', async () => {
  await open(scenarioText('s', [on('call', 'call_center', 0, '12:00')]))
  await world.api('/orders', [order('hana')])
  await until('06-02T09:00')
  const [work] = await workList(world.deps)
  if (!work) throw new Error('nothing listed')
  expect(await markDone(world.deps, work.number, 'みなみ')).toBe('done')
  expect(await markDone(world.deps, work.number, 'みなみ')).toBe('already')
  expect(await markDone(world.deps, `${work.number}x`, 'みなみ')).toBe('unknown')
  await until('06-05T09:00')
  expect((await workList(world.deps)).map(({ done }) => done)).toEqual([true])
})

test('the guard holds for people too: quiet hours for a call, none for an insert', async () => {
  await open(scenarioText('s', [on('card', 'package_insert', 0, '23:00'), on('call', 'call_center', 0, '23:00')]))
  await world.api('/orders', [order('hana')])
  await until('06-01T23:30')
  expect(fates(world)).toEqual(['call held R_QUIET_HOURS', 'card listed S_LISTED'])
  await until('06-02T09:30')
  expect((await workList(world.deps)).map(({ step }) => step)).toEqual(['call', 'card'])
})

test('who said stop is called by nobody, and without consent no mail is written', async () => {
  await open(scenarioText('s', [on('call', 'call_center', 1, '12:00'), on('mail', 'email', 1, '12:00')]))
  await linkedFriend(world, 'hana', HANA)
  await world.api('/orders', [order('hana')])
  await hear(world, [words(HANA, '配信停止')])
  await until('06-03T12:00')
  expect(fates(world).map((fate) => fate.split(' ').slice(0, 2).join(' '))).toEqual(['call denied', 'mail denied'])
  expect(await workList(world.deps)).toEqual([])
})

test('a call counts towards one letter a day; an insert does not', async () => {
  const letter = { id: 'letter', at: '{from: order, day: 0, time: "12:30"}' }
  for (const [touchpoint, fate] of [
    ['call_center', 'letter held R_FREQUENCY'],
    ['package_insert', 'letter sent'],
  ] as const) {
    await open(scenarioText('s', [on('first', touchpoint, 0, '12:00'), letter]))
    await linkedFriend(world, 'hana', HANA)
    await world.api('/orders', [order('hana')])
    await until('06-01T13:00')
    expect(fates(world)).toContain(fate)
    if (touchpoint === 'call_center') await world.close()
  }
})

test('a coupon promised on a postcard is in the wallet', async () => {
  const offer = 'offer: {kind: winback, benefit: amount_off, coupon: OFF500}'
  await open(scenarioText('s', [on('card', 'package_insert', 0, '12:00', offer.replace('winback', 'event'))]))
  await world.api('/orders', [order('hana')])
  await until('06-02T09:00')
  expect(rows(world, 'select coupon_id from coupons')).toEqual([{ coupon_id: 'OFF500' }])
})

test('no name becomes a formula', async () => {
  await open(scenarioText('s', [on('call', 'call_center', 0, '12:00')]))
  const names = ['=HYPERLINK("http://x","y")', '+81', '-1', '@sum', '＝１＋１', ' =1', '"a",b\nc', '山田']
  for (const [index, name] of names.entries())
    await world.api('/orders', [order({ external_id: `=${index}`, name }, { external_id: `o${index}` })])
  await until('06-02T09:00')
  const csv = workListCsv(await workList(world.deps))
  expect(csv.startsWith('\uFEFF日付,お客さま番号,お名前,接点,')).toBe(true)
  const cells = csv.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)|\r\n/).map((cell) => cell.replace(/^"/, ''))
  expect(cells.filter((cell) => /^\s*[=+\-@＝＋－＠]/.test(cell))).toEqual([])
  expect(csv).toContain(`"'=HYPERLINK(""http://x"",""y"")"`)
  expect(csv).toContain('電話')
})

/** The fans' part of the report, lived through: months of Tokyo, drift, corrections, walls and voices (DOMAIN §1.2, §1.3, §1.7). */
import { afterEach, expect, test } from 'vitest'
import type { JstDate } from '../../bot/core/calendar.ts'
import { fansInWords } from '../../bot/core/fans-words.ts'
import { loadContent } from '../../bot/flows/content.ts'
import { countTransitions } from '../../bot/flows/count-transitions.ts'
import { customerRecord } from '../../bot/flows/customer-record.ts'
import { report } from '../../bot/flows/report.ts'
import { insertAll } from '../../db/client.ts'
import { responses, signals, surveys } from '../../db/schema.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { linkedFriend, order, person, publishMore, rows, scenarioText, shopFiles, shopText } from '../support/story.ts'

let world: NodeWorld
afterEach(() => world.close())

const day = (text: string) => text as JstDate
const at = async (time: string, act: () => Promise<unknown>) => {
  await world.advanceTo(`2026-${time}+09:00`)
  await act()
}
const buys = (customer: string, time: string, more: object = {}) =>
  at(time, () =>
    world.api('/orders', [
      order(customer, {
        ...{
          external_id: `${customer}-${time}`,
          customer: { external_id: customer },
          ordered_at: `2026-${time}+09:00`,
        },
        ...more,
      }),
    ]),
  )
const idOf = (customer: string) =>
  String(rows(world, 'select customer_id as id from external_ids where external_id = ?', customer)[0]?.id)

/** Three visitors of May; one of June who comes and goes within it. */
async function summer() {
  const files = shopFiles(scenarioText('s', [{ id: 'a' }]))
  world = await openNodeWorld('2026-05-20T10:00:00+09:00', { files })
  for (const [n, customer] of ['ann', 'bea', 'cho', 'dee'].entries())
    await linkedFriend(world, customer, person(String(n)))
  for (const customer of ['ann', 'bea', 'cho']) await buys(customer, '05-20T11:00:00')
  await buys('dee', '06-10T11:00:00')
  await buys('dee', '06-20T11:00:00')
  await buys('ann', '06-30T23:59:59')
  await buys('bea', '07-01T00:00:00')
  // Never meant to be: her second order is cancelled.
  await buys('ann', '07-10T11:00:00', { external_id: 'ann-06-30T23:59:59', status: 'cancelled' })
  await world.advanceTo('2026-07-31T23:00:00+09:00')
}

test('a month ends at midnight in Tokyo; who comes and goes within it stands apart; time and corrections promote nobody', async () => {
  await summer()
  const june = (await report(world.deps, { asOf: day('2026-06-30') })).fans
  expect(june.labels).toMatchObject({ visitor: 2, follower: 2 })
  expect(june.transitions.so_far).toBeNull()
  expect(june.transitions.month).toMatchObject({ from: '2026-06-01', to: '2026-06-30', drift: [], corrected: 0 })
  expect(june.transitions.month.aims['visitor>follower']).toEqual({
    ...{ rate: { value: 1 / 3, numerator: 1, denominator: 3 }, successes: 2, inflow: { left: 1, successes: 1 } },
  })

  const july = (await report(world.deps, { asOf: day('2026-07-31') })).fans
  expect(july.transitions.month.aims['visitor>follower']).toEqual({
    ...{ rate: { value: 0.5, numerator: 1, denominator: 2 }, successes: 1, inflow: { left: 1, successes: 0 } },
  })
  // On 19 July it is 60 days since Cho bought, and since Ann did after all.
  expect(july.transitions.month).toMatchObject({
    drift: [{ from: 'visitor', to: 'follower', cause: 'aging', customers: 2 }],
    corrected: 1,
  })
})

test('any span may be asked for, and asking twice changes nothing', async () => {
  await summer()
  const { shop } = await loadContent(world.deps)
  const ask = () => countTransitions(world.deps, shop, { from: day('2026-06-30'), to: day('2026-07-01') })
  const found = await ask()
  expect(found.aims['visitor>follower'].rate).toEqual({ value: 2 / 3, numerator: 2, denominator: 3 })
  expect(found.holders).toMatchObject({ visitor: 3, follower: 1 })
  const lines = rows(world, 'select count(*) as n from label_history')
  expect([await ask(), rows(world, 'select count(*) as n from label_history')]).toEqual([found, lines])
})

test('voices by month, walls by their newest, mindshare by the spelling table, and all of it in words', async () => {
  await summer()
  await publishMore(world, {
    'surveys/monthly.yaml':
      'id: monthly\nname: m\nquestions: [{id: nps, kind: nps, text: a}, {id: words, kind: recall, text: b, mindshare: recall}]\n',
    'shop.yaml': shopText('mindshare: {category: 化粧水, ours: [つきあかり]}\n'),
  })
  const { db } = world.deps
  const answered = async (customer: string, time: string, nps: number, words: string[], npsScale = '1-10') => {
    const [id, customerId, moment] = [`${customer}-${time}`, idOf(customer), new Date(`2026-${time}:00+09:00`)]
    const about = { id, customerId, surveyId: 'monthly', revisionId: 'r', cause: id }
    await db.run(insertAll(surveys, [{ ...about, invitedAt: moment, answeredAt: moment }]))
    const response = { id, surveyId: id, customerId, answers: { nps, words }, nps, npsScale, at: moment }
    await db.run(insertAll(responses, [response]))
  }
  await answered('ann', '06-30T23:59', 10, ['ツキアカリ', '資生堂'])
  await answered('bea', '07-01T00:00', 3, ['資生堂', 'つきあかり'])
  await answered('cho', '07-02T00:00', 9, ['資生堂'])
  await answered('dee', '07-03T00:00', 0, ['資生堂'], '0-10')
  const says = (id: string, customer: string, name: string, time: string) => ({
    ...{ id, customerId: idOf(customer), name, at: new Date(`2026-${time}:00+09:00`) },
  })
  await db.run(
    insertAll(signals, [
      ...[says('1', 'ann', 'wall_price', '07-01T10:00'), says('2', 'ann', 'wall_trust', '07-02T10:00')],
      ...[says('3', 'bea', 'success_unclear', '07-03T10:00'), says('4', 'cho', 'used', '07-03T10:00')],
      says('5', 'cho', 'wall_price', '08-01T00:00'),
    ]),
  )
  const found = await report(world.deps, { asOf: day('2026-07-31') })
  const { months, year, walls, mindshare, nps_scale } = found.listening
  expect(nps_scale).toBe('1-10')
  expect(months.slice(-2)).toMatchObject([
    { month: '2026-06', nps: { value: 100, denominator: 1 }, response_rate: { numerator: 1, denominator: 1 } },
    { month: '2026-07', nps: { value: 0, numerator: 0, denominator: 2 }, nps_other_scale: 1 },
  ])
  expect(year.nps).toEqual({ value: (1 / 3) * 100, numerator: 1, denominator: 3 })
  expect(walls).toEqual({
    price: { value: 0, numerator: 0, denominator: 2 },
    opportunity: { value: 0, numerator: 0, denominator: 2 },
    efficacy: { value: 0.5, numerator: 1, denominator: 2 },
    trust: { value: 0.5, numerator: 1, denominator: 2 },
  })
  expect((await customerRecord(world.deps, 'ann')).wall).toEqual({ signal: 'trust', at: '2026-07-02T10:00:00+09:00' })
  expect((await customerRecord(world.deps, 'dee')).wall).toBeUndefined()
  expect(mindshare).toMatchObject({
    ...{ category: '化粧水', brand: { numerator: 2, denominator: 4 }, top_of_mind: { numerator: 1, denominator: 4 } },
    others: [{ word: '資生堂', count: 4 }],
  })

  const text = fansInWords(found, 30)
    .flatMap(({ title, lines }) => [title, ...lines])
    .join('\n')
  expect(text).toMatch(/ビジター→フォロワー +50\.0% +1\/2 +参考値 +1人/)
  expect(text).toContain('ビジター→フォロワー（日がたった）2人')
  expect(text).toContain('お客さまの声（NPSは1-10の目盛り）')
  expect(text).toContain('ほかの目盛りのお答え1件は、NPSに入れていません。')
  expect(text).toMatch(/効果の壁 +50\.0% +1\/2/)
  expect(text).toMatch(/当店の名前 +50\.0% +2\/4/)
})

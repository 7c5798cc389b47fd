/** Verdicts on hypotheses out of real rows, and a hold-out that really gets nothing (DOMAIN §1.13). */
import { afterEach, expect, test } from 'vitest'
import { addDays, dayNumber, type JstDate, jstInstant } from '../../bot/core/calendar.ts'
import { isHeldOut } from '../../bot/core/holdout.ts'
import { loadContent } from '../../bot/flows/content.ts'
import { startJudging } from '../../bot/flows/judge-hypotheses.ts'
import { insertAll } from '../../db/client.ts'
import { customers, enrollments, externalIds, facts, labelHistory, ledgers } from '../../db/schema.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
  heard,
  linkedFriend,
  order,
  person,
  publishMore,
  rows,
  scenarioText,
  shopFiles,
  shopText,
} from '../support/story.ts'

let world: NodeWorld
afterEach(() => world.close())

const START = '2026-03-01' as JstDate
const scenario = (hypothesis: string, more = '') =>
  scenarioText(
    's',
    [
      { id: 'a', ...(more ? { more } : {}) },
      { id: 'b', at: '{from: order, day: 3, time: "12:00"}' },
    ],
    {
      more: `hypotheses:\n  - {id: h, who: {fan_type: visitor}, toward: follower, before: x, measure: [a], after: y, ${hypothesis}}\n`,
    },
  )
const open = async (hypothesis: string) => {
  world = await openNodeWorld(`${START}T10:00:00+09:00`, { files: shopFiles(scenario(hypothesis)) })
}
const judge = async (asOf: string) => {
  const { shop } = await loadContent(world.deps)
  const judge = await startJudging(world.deps, shop, asOf as JstDate)
  return judge()
}

/** So many buyers of one day, of whom some came again after 40 days. */
async function bought(name: string, firstOn: JstDate, count: number, again: number) {
  const ids = Array.from({ length: count }, (_, n) => `${name}${String(n).padStart(3, '0')}`)
  const first = dayNumber(firstOn)
  await world.deps.db.run(
    insertAll(
      facts,
      ids.map((customerId) => ({
        ...{ customerId, label: 'visitor', stage: 2, maxStage: 2, registered: true, purchases: 1, positives: 0 },
        ...{ subscription: false, firstPurchaseOn: firstOn, lastPurchaseOn: firstOn, body: {} },
        ...{ knownUntil: jstInstant(firstOn), updatedAt: jstInstant(firstOn) },
      })),
    ),
  )
  await world.deps.db.run(
    insertAll(
      ledgers,
      ids.map((customerId, n) => ({
        ...{ bucket: customerId.slice(-2), customerId, contracts: '', firstProduct: 'LT' },
        purchases: n < again ? `${first} 980 1 ${first + 40} 3300 2` : `${first} 980 1`,
      })),
    ),
  )
  return ids
}

test('F2 since the first publish against the 90 days before it; only closed windows count', async () => {
  await open('metric: f2_rate, target: 0.6')
  await bought('before', addDays(START, -90), 20, 10)
  await bought('earlier', addDays(START, -91), 20, 20)
  await bought('since', START, 30, 21)
  await bought('last', addDays(START, 90), 10, 3)
  await bought('after', addDays(START, 91), 10, 0)
  const [due] = await judge(addDays(START, 180))
  expect(due).toEqual({
    ...{ id: 'h', scenario: 's', metric: 'f2_rate', target: 0.6, started_on: START, review_on: addDays(START, 90) },
    ...{ baseline: 0.5, baseline_from: 'before', baseline_n: 20, value: 0.6, n: 40, verdict: 'supported' },
  })
  // On the day of the review the windows of the last buyers are still open.
  expect((await judge(addDays(START, 90)))[0]).toMatchObject({ n: 30, value: 0.7, verdict: 'supported' })
  expect((await judge(addDays(START, 89)))[0]).toMatchObject({
    verdict: 'unclear',
    why: '見直しの日が、まだ来ていません',
  })
  expect(await judge(addDays(START, -1))).toEqual([])
})

test('the merchant’s own baseline is taken; publishing again does not begin anew', async () => {
  await open('metric: f2_rate, baseline: 0.9, review_after_days: 30')
  await bought('since', START, 40, 20)
  await world.advanceTo('2026-03-10T10:00:00+09:00')
  await publishMore(world, { 's.yaml': scenario('metric: f2_rate, baseline: 0.8, review_after_days: 30') })
  expect((await judge('2026-09-01'))[0]).toMatchObject({
    ...{
      baseline: 0.8,
      baseline_from: 'file',
      baseline_n: null,
      started_on: START,
      value: 0.5,
      verdict: 'not_supported',
    },
  })
})

test('what is over for good is measured once; what may still change, or has not happened yet, is not kept', async () => {
  await open('metric: f2_rate, target: 0.6, review_after_days: 30')
  await bought('before', addDays(START, -10), 20, 10)
  await bought('since', START, 30, 21)
  const kept = () =>
    rows(world, `select key from state where key like 'measure %' order by 1`).map(({ key }) =>
      String(key).slice(0, 37),
    )
  await judge('2026-12-31')
  expect(kept()).toEqual([])
  // The windows of the last buyer before the start closed on 29 May; a week later that is over, the review's is not.
  await world.advanceTo('2026-06-06T10:00:00+09:00')
  const [first] = await judge('2026-06-06')
  expect(kept()).toEqual(['measure f2_rate 2025-12-01 2026-02-28'])
  expect((await judge('2026-06-06'))[0]).toEqual(first)
  expect(first).toMatchObject({ baseline: 0.5, baseline_n: 20, value: 0.7, n: 30, verdict: 'supported' })
})

test('what was kept under other decisions of the shop, or could not be told, is measured again', async () => {
  await open('metric: annual_repeat_rate, target: 0.6')
  await bought('before', addDays(START, -40), 20, 10)
  await world.advanceTo('2026-03-20T10:00:00+09:00')
  expect((await judge('2026-03-20'))[0]).toMatchObject({ baseline: 0, baseline_n: 20 })
  expect(rows(world, `select count(*) as n from state where key like 'measure %'`)).toEqual([{ n: 1 }])
  await publishMore(world, { 'shop.yaml': shopText('annual_repeat: {method: C}\n') })
  expect((await judge('2026-03-20'))[0]).toMatchObject({ baseline: null, baseline_n: 0 })
  // Nobody had bought in the year before: nothing is kept of that.
  expect(rows(world, `select count(*) as n from state where key like 'measure %'`)).toEqual([{ n: 1 }])
})

test('a move of labels: of all who held the label in the period, successes by the book’s own rule', async () => {
  await open('metric: "transition:visitor>follower", target: 0.3')
  await bought('v', addDays(START, -10), 40, 0)
  let lines = 0
  const move = (customerId: string, fromLabel: string | undefined, toLabel: string, cause: string, day: number) => {
    lines += 1
    const at = jstInstant(addDays(START, day), '12:00')
    return { id: `l${lines}`, customerId, fromLabel, toLabel, toStage: 2, cause, factsAfter: {}, at }
  }
  const ids = Array.from({ length: 40 }, (_, n) => `v${String(n).padStart(3, '0')}`)
  await world.deps.db.run(
    insertAll(labelHistory, [
      // 30 hold it at the start, 10 enter later; 9 and 3 come again, one grows cold, one is corrected.
      ...ids.slice(0, 30).map((id) => move(id, undefined, 'visitor', 'purchase', -5)),
      ...ids.slice(30).map((id) => move(id, undefined, 'visitor', 'purchase', 5)),
      ...[...ids.slice(0, 9), ...ids.slice(30, 33)].map((id) => move(id, 'visitor', 'follower', 'purchase', 20)),
      ...[move('v020', 'visitor', 'follower', 'aging', 20), move('v021', 'visitor', 'follower', 'data_fix', 20)],
    ]),
  )
  world.deps.db.raw.exec(`update facts set label = 'follower' where customer_id in (
    select customer_id from label_history where to_label = 'follower')`)
  expect((await judge('2026-06-30'))[0]).toMatchObject({ value: 0.3, n: 40, verdict: 'supported', baseline_n: 30 })
})

test('with a hold-out the comparison is with those who got nothing, of the customers the scenario met', async () => {
  await open('metric: f2_rate, target: 0.5, holdout: 0.5')
  const ids = await bought('c', START, 400, 200)
  const met = ids.slice(0, 390)
  await world.deps.db.run(
    insertAll(
      enrollments,
      met.map((customerId) => ({
        ...{
          id: customerId,
          customerId,
          scenarioId: 's',
          revisionId: 'r',
          anchor: `order:${START}`,
          status: 'finished',
        },
        ...{ anchorAt: jstInstant(START, '11:00'), startedAt: jstInstant(START, '11:00') },
      })),
    ),
  )
  const [found] = await judge('2026-09-01')
  const sent = met.filter((id) => !isHeldOut(id, 'h', 0.5))
  const again = (group: string[]) => group.filter((id) => id < 'c200').length
  const heldOut = met.filter((id) => isHeldOut(id, 'h', 0.5))
  expect(found).toMatchObject({ baseline_from: 'holdout', n: sent.length, baseline_n: heldOut.length })
  expect([found?.value, found?.baseline]).toEqual([again(sent) / sent.length, again(heldOut) / heldOut.length])
})

test('a customer of the hold-out gets no measure, and every other step', async () => {
  await open('metric: f2_rate, holdout: 0.5')
  const ids = Array.from({ length: 20 }, (_, n) => `customer-${n}`)
  const some = (out: boolean) => ids.filter((id) => isHeldOut(id, 'h', 0.5) === out).slice(0, 2)
  const people = [...some(true), ...some(false)]
  expect(people.length).toBe(4)
  for (const [n, id] of people.entries()) {
    await world.deps.db.run(insertAll(customers, [{ id, createdAt: world.now() }]))
    await world.deps.db.run(insertAll(externalIds, [{ source: 'shop', externalId: id, customerId: id }]))
    await linkedFriend(world, id, person(String(n)))
    await world.api('/orders', [order(id, { ordered_at: '2026-03-01T10:00:00+09:00' })])
  }
  await world.advanceTo('2026-03-05T12:00:00+09:00')
  for (const [n, id] of people.entries()) {
    const got = (await heard(world, person(String(n)))).filter((text) => text === 'a' || text === 'b')
    expect([id, got]).toEqual([id, n < 2 ? ['b'] : ['a', 'b']])
    const [fate] = rows(world, `select status, code from deliveries where step_id = 'a' and customer_id = ?`, id)
    expect(fate).toEqual(n < 2 ? { status: 'skipped', code: 'S_HOLDOUT' } : { status: 'sent', code: null })
  }
})

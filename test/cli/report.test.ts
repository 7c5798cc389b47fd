/** `fanbelt report` (SPEC §4.3): set M through the shop's API, and generated orders against plain SQL. */
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { METRICS } from '../../bot/core/hypothesis.ts'
import { insertAll } from '../../db/client.ts'
import { openDatabase } from '../../db/node.ts'
import { customers, friends, orderLines, orders, responses, surveys } from '../../db/schema.ts'
import { CONTRACTS, reportedContracts, reportedOrders } from '../core/metrics-set-m.ts'
import { openNodeWorld } from '../support/node-world.ts'
import { fanbelt, folder, SCENARIOS } from './run.ts'

const env = { SCENARIOS_DIR: SCENARIOS }

/** A shop that has reported set M, as its cart would. */
async function shopAt() {
  const path = join(folder(), 'shop.sqlite')
  const world = await openNodeWorld('2026-10-31T20:00:00+09:00', { databasePath: path })
  onTestFinished(() => world.close())
  await world.api('/orders', reportedOrders())
  const { body } = await world.api('/subscriptions', reportedContracts())
  expect(body.items.map(({ outcome }) => outcome)).toEqual(CONTRACTS.map(() => 'inserted'))
  return { path, run: (...args: string[]) => fanbelt(['report', '--db', path, ...args], env) }
}
const shopOfM = async () => (await shopAt()).run

test('set M, reported through the API, gives the numbers of the book', async () => {
  const run = await shopOfM()
  const costs = ['--cost-new', '60000', '--cost-repeat', '6000', '--gross-margin', '0.7']
  const { code, json } = await run('--as-of', '2026-10-31', '--json', ...costs)
  expect(code).toBe(0)
  const found = json()
  const of = (value: number | null, numerator: number | null, denominator: number) => ({
    value,
    numerator,
    denominator,
  })
  expect(found.metrics).toEqual({
    f2_rate: of(5 / 8, 5, 8),
    f2_rate_subscription: of(1, 2, 2),
    annual_repeat_rate: of(7 / 11, 7, 11),
    annual_repeat_rate_cohort: of(0, 0, 2),
    annual_repeat_rate_retention: of(0.5, 1, 2),
    annual_ltv_yen: of(3300, 6600, 2),
    period_ltv_yen: of(9035, 99_390, 11),
    ltv_30_yen: expect.objectContaining({ denominator: 12 }),
    ltv_90_yen: expect.objectContaining({ denominator: 10 }),
    ltv_180_yen: expect.objectContaining({ denominator: 9 }),
    unit_price_yen: of(2840, 99_390, 35),
    purchases_per_buyer: of(35 / 11, 35, 11),
    active_customers: of(11, 11, 1),
    active_rate: of(11 / 12, 11, 12),
    step_up_rate: of(0.75, 3, 4),
    monthly_churn_rate: of(0, 0, 2),
    average_deliveries: of(5.5, 22, 4),
    cpo_yen: of(6000, 60_000, 10),
    nps: of(null, 0, 0),
    // Nobody could be reached; three came again by themselves within the month.
    rule132_rate: of(1, 3, 3),
    id_link_rate: of(null, 0, 0),
    block_rate: of(null, 0, 0),
    survey_response_rate: of(null, 0, 0),
  })
  expect(found.new).toMatchObject({ customers: 10, sales_yen: 22_610, contribution_yen: -44_173 })
  expect(found.repeat).toMatchObject({ customers: 7, sales_yen: 76_780, contribution_yen: 47_746 })
  expect([found.as_of, found.overall]).toEqual(['2026-10-31', 'not_met'])
  expect(found.goals.annual_repeat_rate).toEqual({ goal: 0.6, value: 7 / 11, met: true })
})

test('from another day the month of the churn is another, and later orders have not happened', async () => {
  const run = await shopOfM()
  const april = (await run('--as-of', '2026-04-30', '--json')).json()
  expect(april.metrics.monthly_churn_rate).toEqual({ value: 1 / 3, numerator: 1, denominator: 3 })
  expect(april.metrics.active_rate.denominator).toBe(9)
})

describe('in words', () => {
  test('every number by its name, with whom it is about, and 参考値 below 30', async () => {
    const { code, out } = await (await shopOfM())('--as-of', '2026-10-31')
    expect(code).toBe(0)
    const lines = out.split('\n').map((line) => line.trim())
    for (const word of Object.values(METRICS)) expect(lines.some((line) => line.startsWith(`${word} `))).toBe(true)
    expect(out).toMatch(/^ {2}✗ {2}F2転換率 +62\.5% {2}目標 87\.0%以上 +未達 +5\/8 {2}参考値$/m)
    expect(out).toMatch(/^ {2}✓ {2}年間リピート率 +63\.6% {2}目標 60\.0%以上 +達成 +7\/11 {2}参考値$/m)
    expect(out).toMatch(/^ {2}— {2}ブロック率 +— {2}目標 25\.0%以下 +まだわかりません +まだ対象がありません$/m)
    expect(out).toMatch(/^ {2}期間LTV +9,035円 +n=11 {2}参考値$/m)
    expect(out).toMatch(/^ {2}購買単価 +2,840円 +n=35$/m)
    expect(out).toMatch(/^ {2}CPO +— +販促費が入っていません$/m)
    expect(out).toContain('総合：✗ 未達')
    expect(out).toContain('購買単価 2,840円 × 購買頻度 月0.27回 × 継続期間 12か月 ＝ 期間LTV 9,035円')
  })

  test('the columns of a table stand under each other, whatever is in them', async () => {
    const { out } = await (await shopOfM())('--as-of', '2026-10-31', '--gross-margin', '0.7', '--cost-new', '60000')
    const table = out.slice(out.indexOf('新規とリピート（この1年）')).split('\n').slice(1, 4)
    expect(table).toEqual([
      '            お客さま  購入      売上      粗利    販促費   貢献利益  販促費率',
      '  新規          10人  10回  22,610円  15,827円  60,000円  -44,173円    265.4%',
      '  リピート       7人  25回  76,780円  53,746円         —          —         —',
    ])
    expect(out).toContain('販促費が入っていません（リピートは 2025-11〜2026-10）')
  })

  test('a shop that has sold nothing yet is told how it begins', async () => {
    const { code, out } = await fanbelt(['report', '--db', join(folder(), 'new.sqlite')], env)
    expect(code).toBe(0)
    expect(out).toContain('この日までのお買い上げは、まだありません')
    expect(out).toContain('npx fanbelt import')
    expect(out).not.toMatch(/NaN|undefined|null|F2転換率 {2}/)
  })

  test('a day before the first order looks like that, too', async () => {
    expect((await (await shopOfM())('--as-of', '2025-05-31')).out).toContain('まだありません')
  })
})

describe('promotion costs', () => {
  const costs = (db: string, ...args: string[]) => fanbelt(['costs', ...args, '--db', db], env)

  test('as entered month by month are what the report reckons with; an option for the year comes before them', async () => {
    const { path, run } = await shopAt()
    const months = Array.from({ length: 11 }, (_, n) => `${n === 0 ? '2025-12' : `2026-${String(n).padStart(2, '0')}`}`)
    // The shop's first order was in June 2025, so November 2025 is a month of the year as well.
    for (const month of ['2025-11', ...months]) await costs(path, 'set', month, '--new', '5000', '--repeat', '500')
    // Another month's costs are none of the year's.
    await costs(path, 'set', '2026-11', '--new', '99999')
    await costs(path, 'set', '2025-10', '--new', '99999')
    const found = (await run('--as-of', '2026-10-31', '--gross-margin', '0.7', '--json')).json()
    expect([found.new, found.repeat, found.metrics.cpo_yen]).toMatchObject([
      { promo_cost_yen: 60_000, contribution_yen: -44_173 },
      { promo_cost_yen: 6000, contribution_yen: 47_746 },
      { value: 6000, numerator: 60_000, denominator: 10 },
    ])
    expect(found.warnings).toEqual(['new_at_a_loss'])
    expect((await run('--as-of', '2026-10-31', '--gross-margin', '0.7')).out).toContain('新規は赤字なのに')
    const given = (await run('--as-of', '2026-10-31', '--cost-new', '7', '--json')).json()
    expect([given.new.promo_cost_yen, given.repeat.promo_cost_yen]).toEqual([7, 6000])
  })

  test('a month without an entry leaves the year unknown, and is named', async () => {
    const { path, run } = await shopAt()
    await costs(path, 'set', '2026-10', '--new', '5000')
    const { out } = await run('--as-of', '2026-10-31', '--gross-margin', '0.7')
    expect(out).toContain('販促費が入っていません（新規は 2025-11〜2026-09、リピートは 2025-11〜2026-10）')
    const { months, new: first } = (await run('--as-of', '2026-10-31', '--gross-margin', '0.7', '--json')).json()
    expect([first.contribution_yen, months.at(-1).new]).toMatchObject([
      null,
      { sales_yen: 2970, promo_cost_yen: 5000, contribution_yen: -2921 },
    ])
  })
})

test('an odd day or cost is named', async () => {
  const db = join(folder(), 'new.sqlite')
  const day = await fanbelt(['report', '--db', db, '--as-of', '10/31'], env)
  expect([day.code, day.err]).toEqual([2, expect.stringContaining('--as-of の「10/31」')])
  const margin = await fanbelt(['report', '--db', db, '--gross-margin', '70'], env)
  expect([margin.code, margin.err]).toEqual([2, expect.stringContaining('--gross-margin の「70」')])
})

test('friends, answers and invitations are counted for the year, and NPS in one scale only', async () => {
  const path = join(folder(), 'shop.sqlite')
  await fanbelt(['report', '--db', path], env)
  const db = openDatabase(path)
  const when = (day: string) => new Date(`${day}T12:00:00+09:00`)
  const friend = (name: string, following: boolean, changed: string) => ({
    ...{ lineUserId: name, customerId: name, following, changedAt: when(changed), createdAt: when('2026-01-01') },
  })
  await db.run(
    insertAll(friends, [
      friend('a', true, '2026-01-01'),
      friend('b', false, '2026-02-01'),
      friend('c', false, '2026-11-01'),
      { ...friend('d', true, '2026-11-01'), createdAt: when('2026-11-01') },
    ]),
  )
  db.raw.exec(`insert into external_ids (source, external_id, customer_id) values ('s', '1', 'a'), ('s', '2', 'b')`)
  const invited = (id: string, day: string, answered?: string) => ({
    ...{ id, customerId: id, revisionId: 'r', surveyId: 's', invitedAt: when(day), cause: id },
    answeredAt: answered === undefined ? undefined : when(answered),
  })
  await db.run(
    insertAll(surveys, [
      invited('1', '2026-10-01', '2026-10-02'),
      invited('2', '2026-10-30', '2026-11-01'),
      invited('3', '2025-10-31', '2025-11-01'),
      invited('4', '2026-03-01'),
    ]),
  )
  const answer = (id: string, nps: number | undefined, npsScale: string, day = '2026-10-02') => ({
    ...{ id, surveyId: id, customerId: id, answers: {}, nps, npsScale, at: when(day) },
  })
  await db.run(
    insertAll(responses, [
      ...[answer('1', 10, '1-10'), answer('2', 9, '1-10'), answer('3', 6, '1-10'), answer('4', 8, '1-10')],
      ...[answer('5', 0, '0-10'), answer('6', undefined, '1-10'), answer('7', 1, '1-10', '2025-10-31')],
    ]),
  )
  db.close()
  const { metrics } = (await fanbelt(['report', '--db', path, '--as-of', '2026-10-31', '--json'], env)).json()
  expect(metrics.id_link_rate).toEqual({ value: 0.5, numerator: 1, denominator: 2 })
  expect(metrics.block_rate).toEqual({ value: 1 / 3, numerator: 1, denominator: 3 })
  expect(metrics.survey_response_rate).toEqual({ value: 1 / 3, numerator: 1, denominator: 3 })
  expect(metrics.nps).toEqual({ value: 25, numerator: 1, denominator: 4 })
})

/** The same numbers a second way: SQL over the rows, written from DOMAIN §1.9 without looking at the code. */
const SQL = `
with bought as (
  select customer_id, date(ordered_at / 1000, 'unixepoch', '+9 hours') as on_day,
    sum(max(0, total_yen - shipping_yen - fee_yen - refunded_yen)) as yen,
    julianday('2026-10-31') - julianday(date(ordered_at / 1000, 'unixepoch', '+9 hours')) as ago
  from orders
  where status not in ('cancelled', 'returned', 'refunded') and refunded_yen < total_yen + points_used_yen
    and date(ordered_at / 1000, 'unixepoch', '+9 hours') <= '2026-10-31'
  group by 1, 2),
numbered as (select *, row_number() over (partition by customer_id order by on_day) as n from bought),
people as (
  select customer_id, max(case when n = 1 then ago end) as first_ago, max(case when n = 2 then ago end) as second_ago,
    sum(case when ago <= 364 then 1 else 0 end) as this_year, sum(case when ago between 365 and 729 then 1 else 0 end) as last_year,
    sum(case when ago <= 364 and n > 1 then 1 else 0 end) as again
  from numbered group by 1)
select
  (select count(*) from people where first_ago between 90 and 364) as f2_of,
  (select count(*) from people where first_ago between 90 and 364 and first_ago - second_ago <= 90) as f2,
  (select count(*) from people where this_year > 0) as active,
  (select count(*) from people) as ever,
  (select count(*) from people where again > 0) as repeated,
  (select count(*) from people where last_year > 0) as before,
  (select count(*) from people where last_year > 0 and this_year > 0) as kept,
  (select count(*) from people where first_ago between 365 and 729) as b_of,
  (select count(*) from people where first_ago between 365 and 729 and first_ago - second_ago <= 365) as b,
  (select sum(yen) from bought where ago <= 364) as sales,
  (select count(*) from bought where ago <= 364) as occasions,
  (select sum(yen) from numbered where ago <= 364 and n = 1) as new_sales,
  (select count(*) from people where first_ago >= 365) as aged,
  (select sum(yen) from numbered join people using (customer_id) where first_ago >= 365 and first_ago - ago <= 364) as ltv,
  (select sum(yen) from numbered join people using (customer_id) where first_ago >= 30 and first_ago - ago <= 29) as ltv30`

test('generated orders: the report and plain SQL agree', async () => {
  const path = join(folder(), 'shop.sqlite')
  await fanbelt(['report', '--db', path], env)
  const db = openDatabase(path)
  let seed = 20261122
  const below = (most: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((seed / 2_147_483_648) * most)
  }
  const STATUSES = ['confirmed', 'shipped', 'delivered', 'cancelled', 'refunded', 'partially_refunded']
  const people = Array.from({ length: 1200 }, (_, n) => ({ id: `c${n}`, createdAt: new Date(0) }))
  const start = Date.parse('2024-06-01T00:00:00+09:00')
  const rows = Array.from({ length: 4000 }, (_, n) => {
    const customer = below(1100)
    const total = 500 + below(8000)
    return {
      ...{ id: `o${n}`, source: 's', externalId: `o${n}`, customerId: `c${customer}`, fingerprint: '' },
      // Some come twice a day, and some after the day looked from.
      orderedAt: new Date(start + below(900) * 86_400_000 + below(24) * 3_600_000),
      ...{ status: STATUSES[below(6)] ?? '', totalYen: total, shippingYen: below(2) * 550, feeYen: below(2) * 330 },
      ...{ refundedYen: below(5) === 0 ? below(total + 400) : 0, pointsUsedYen: below(3) * 100 },
    }
  })
  await db.run(insertAll(customers, people))
  await db.run(insertAll(orders, rows))
  await db.run(
    insertAll(
      orderLines,
      rows.map(({ id }) => ({ orderId: id, no: 1, sku: 'LF', name: 'LF', qty: 1, lineType: 'goods' })),
    ),
  )
  // As a database looks that was filled before there were ledgers.
  db.raw.exec(`delete from state where key = 'ledgers_made_with'`)
  const sql = db.raw.prepare(SQL).get() as Record<string, number>
  db.close()
  const { metrics, ...found } = (await fanbelt(['report', '--db', path, '--as-of', '2026-10-31', '--json'], env)).json()
  const parts = (name: keyof typeof METRICS) => [metrics[name].numerator, metrics[name].denominator]
  expect(sql.f2).toBeGreaterThan(10)
  expect(parts('f2_rate')).toEqual([sql.f2, sql.f2_of])
  expect(parts('annual_repeat_rate')).toEqual([sql.repeated, sql.active])
  expect(parts('annual_repeat_rate_cohort')).toEqual([sql.b, sql.b_of])
  expect(parts('annual_repeat_rate_retention')).toEqual([sql.kept, sql.before])
  expect(parts('active_rate')).toEqual([sql.active, sql.ever])
  expect(parts('unit_price_yen')).toEqual([sql.sales, sql.occasions])
  expect(parts('period_ltv_yen')).toEqual([sql.sales, sql.active])
  expect(parts('annual_ltv_yen')).toEqual([sql.ltv, sql.aged])
  expect(metrics.ltv_30_yen.numerator).toBe(sql.ltv30)
  expect(found.new.sales_yen).toBe(sql.new_sales)
  expect(found.new.sales_yen + found.repeat.sales_yen).toBe(sql.sales)
})

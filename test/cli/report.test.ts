/** `fanbelt report` (SPEC §4.3): set M through the shop's API, costs, and what a merchant reads. */
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { METRICS } from '../../bot/core/hypothesis.ts'
import { insertAll } from '../../db/client.ts'
import { openDatabase } from '../../db/node.ts'
import { friends, responses, surveys } from '../../db/schema.ts'
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
  expect([margin.code, margin.err]).toEqual([
    2,
    '--gross-margin の「70」を読み取れません。70％なら 0.7 か 70% とお書きください。\n',
  ])
  const cost = await fanbelt(['report', '--db', db, '--cost-new', '6万'], env)
  expect([cost.code, cost.err]).toEqual([
    2,
    expect.stringContaining('--cost-new の「6万」を読み取れません。60000 のように'),
  ])
})

test('costs and the margin are read as people write them', async () => {
  const run = await shopOfM()
  const plain = (await run('--as-of', '2026-10-31', '--cost-new', '60000', '--gross-margin', '0.7', '--json')).json()
  for (const [cost, margin] of [
    ['60,000', '70%'],
    ['¥60,000', '７０％'],
    ['６０，０００円', '70.0%'],
  ] as const) {
    const found = (await run('--as-of', '2026-10-31', '--cost-new', cost, '--gross-margin', margin, '--json')).json()
    expect([found.new, found.repeat]).toEqual([plain.new, plain.repeat])
  }
  expect(plain.new.contribution_yen).toBe(-44_173)
})

test('a day from before the first import is said to have no labels on record, and how to count them', async () => {
  const run = await shopOfM()
  const { out } = await run('--as-of', '2026-09-30')
  expect(out).toContain('2026-09-30 の区分は、まだ記録されていません')
  expect(out).toContain('npx fanbelt classify --as-of 2026-09-30')
  expect((await run('--as-of', '2026-10-31')).out).toContain('ファン区分（2026-10-31 の人数）')
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
  const report = (await fanbelt(['report', '--db', path, '--as-of', '2026-10-31', '--json'], env)).json()
  const { metrics } = report
  expect(metrics.id_link_rate).toEqual({ value: 0.5, numerator: 1, denominator: 2 })
  expect(report.friends).toEqual({ all: 3, reachable: 2, linked: 1, waiting: 1 })
  expect((await fanbelt(['report', '--db', path, '--as-of', '2026-10-31'], env)).out).toContain('連携待ちの友だち：1人')
  expect(metrics.block_rate).toEqual({ value: 1 / 3, numerator: 1, denominator: 3 })
  expect(metrics.survey_response_rate).toEqual({ value: 1 / 3, numerator: 1, denominator: 3 })
  expect(metrics.nps).toEqual({ value: 25, numerator: 1, denominator: 4 })
})

test('nobody is asked to stay for longer than the year has months', async () => {
  const path = join(folder(), 'shop.sqlite')
  const world = await openNodeWorld('2026-10-31T20:00:00+09:00', { databasePath: path })
  await world.api('/orders', [
    { source: 'cart', external_id: '1', customer: { external_id: '1' }, ordered_at: '2026-02-01', total_yen: 980 },
  ])
  await world.close()
  const { out } = await fanbelt(['report', '--db', path, '--as-of', '2026-10-31'], env)
  expect(out).toContain('購買頻度を月6.21回に。継続期間だけでは、1年ずっと続いても届きません。')
  const { out: m } = await (await shopOfM())('--as-of', '2026-10-31')
  expect(m).toMatch(/購買頻度を月[\d.]+回に、継続期間を9\.4か月に。\n/)
})

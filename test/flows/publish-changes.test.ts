/** What a publish changes and what it leaves alone: numbers, retirements, the audit log, what others depend on. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadContent } from '../../bot/flows/content.ts'
import { history } from '../../bot/flows/history.ts'
import { type PublishOptions, publish } from '../../bot/flows/publish.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { count, linkedFriend, order, person, rows, scenarioText, shopFiles, shopText } from '../support/story.ts'

const START = '2026-06-01T10:00:00+09:00'
const HELLO = scenarioText('hello', [{ id: 'm1' }, { id: 'm2', at: '{from: order, day: 3, time: "12:00"}' }])
const COUPON = scenarioText('gift', [
  {
    id: 'g1',
    at: '{from: delivered, day: 20}',
    more: 'offer: {kind: repeat, product: full, coupon: OFF500, benefit: amount_off}',
  },
])

let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld(START, { files: shopFiles(HELLO, COUPON) })
})
afterEach(() => world.close())

const put = (files: Record<string, string>, options?: PublishOptions) =>
  publish(
    world.deps,
    Object.entries(files).map(([path, text]) => ({ path, text })),
    'みなみ',
    options,
  )
const running = async () => (await loadContent(world.deps)).scenarios.map(({ scenario }) => scenario.id).sort()
const audits = () =>
  rows(world, 'select actor, action, subject, details from audit_log order by rowid').map((row) => ({
    ...row,
    details: JSON.parse(String(row.details)),
  }))
/** How much was ever written. */
const written = () => [count(world, 'revisions'), count(world, 'audit_log')]

describe('dry run', () => {
  test('tells everything and changes nothing', async () => {
    const was = written()
    const text = HELLO.replace('id: m2', 'id: m3').replace('text: m1', 'text: やあ')
    const told = await put({ 'hello.yaml': text, 'extra.yaml': scenarioText('extra', [{ id: 'e' }]) }, { dryRun: true })
    expect(told).toMatchObject({
      dryRun: true,
      published: [
        { kind: 'scenario', name: 'hello', number: 2 },
        { kind: 'scenario', name: 'extra', number: 1 },
      ],
      changes: [{ change: 'changed', steps: { added: ['m3'], changed: ['m1'], removed: ['m2'] } }, { change: 'new' }],
    })
    expect([written(), await running()]).toEqual([was, ['gift', 'hello']])
    const { dryRun, ...done } = await put({
      'hello.yaml': text,
      'extra.yaml': scenarioText('extra', [{ id: 'e' }]),
    })
    expect({ ...done, dryRun: true }).toEqual(told)
  })
  test('finds the same errors', async () => {
    await expect(put({ 'hello.yaml': 'id: [' }, { dryRun: true })).rejects.toMatchObject({ code: 'invalid' })
  })
})

test('a warning is told and stops nothing', async () => {
  const done = await put({ 'hello.yaml': HELLO.replace('text: m1', 'text: こんにちは #1') })
  expect(done.published).toEqual([{ kind: 'scenario', name: 'hello', number: 2 }])
  expect(done.problems).toContainEqual(expect.objectContaining({ file: 'hello.yaml', level: 'warning', code: 'W018' }))
})

describe('the same name twice', () => {
  test('with two texts is refused, whatever the folder', async () => {
    const was = written()
    const other = HELLO.replace('text: m1', 'text: x')
    for (const path of ['hello.yml', 'old/hello.yaml'])
      await expect(put({ 'hello.yaml': HELLO, [path]: other })).rejects.toThrow(
        `hello.yaml と ${path} は同じ名前です。`,
      )
    expect(written()).toEqual(was)
  })
  test('with one text is one', async () => {
    const text = HELLO.replace('text: m1', 'text: x')
    expect(await put({ 'hello.yaml': text, './hello.yaml': text })).toMatchObject({ published: [{ number: 2 }] })
  })
})

describe('what is published already', () => {
  const codes = (promise: Promise<unknown>) =>
    promise.then(
      () => [],
      (error) => error.details.map(({ file, code }: { file: string; code: string }) => `${file} ${code}`),
    )
  test('may not lose what it refers to', async () => {
    const was = written()
    const none = put({ 'coupons.yaml': 'coupons: []\n' })
    expect(await codes(none)).toEqual(['公開中/gift.yaml E115'])
    const shop = shopText().replace('id: full', 'id: regular').replace('sku: LF', 'sku: LX')
    expect(await codes(put({ 'shop.yaml': shop }))).toEqual(['公開中/coupons.yaml E116', '公開中/gift.yaml E116'])
    expect(written()).toEqual(was)
  })
  test('may lose it when it is changed in the same publish', async () => {
    const gift = COUPON.replace('coupon: OFF500, benefit: amount_off', 'benefit: none')
    expect(await put({ 'coupons.yaml': 'coupons: []\n', 'gift.yaml': gift })).toMatchObject({ unchanged: 0 })
  })
  test('and was wrong before, by newer rules, does not stop anybody', async () => {
    world.deps.db.raw.exec("update revisions set text = replace(text, 'OFF500', 'OFF501') where name = 'gift'")
    expect(await put({ 'coupons.yaml': 'coupons: []\n' })).toMatchObject({ published: [{ name: 'coupons' }] })
  })
})

describe('taking out of use', () => {
  test('begins nothing new; who is on the way goes on', async () => {
    await linkedFriend(world, '77', person('a'))
    await world.api('/orders', order('77'))
    await world.stage.tick()
    const done = await put({}, { retire: ['hello'] })
    expect(done).toMatchObject({
      retired: [{ kind: 'scenario', name: 'hello', number: 2 }],
      published: [],
      running: [{ scenario: 'hello', people: 1 }],
    })
    expect(await running()).toEqual(['gift'])
    await world.newFriend(person('b'), 'b')
    await linkedFriend(world, '78', person('b'))
    await world.api('/orders', order('78', { ordered_at: '2026-06-01T10:00:00+09:00' }))
    await world.advanceTo('2026-06-05T10:00:00+09:00')
    expect(rows(world, "select distinct customer_id from enrollments where scenario_id = 'hello'")).toHaveLength(1)
    expect(count(world, "deliveries where scenario_id = 'hello' and status = 'sent'")).toBe(2)
  })
  test('with --migrate ends who is on the way', async () => {
    await linkedFriend(world, '77', person('a'))
    await world.api('/orders', order('77'))
    await world.stage.tick()
    expect(await put({}, { retire: ['hello'], migrate: true })).toMatchObject({
      running: [],
      migrated: [{ scenario: 'hello', people: 1, ended: true }],
    })
    await world.advanceTo('2026-06-05T10:00:00+09:00')
    expect(rows(world, "select status, ended_reason from enrollments where scenario_id = 'hello'")).toEqual([
      { status: 'ended', ended_reason: 'retired' },
    ])
    expect(count(world, "deliveries where scenario_id = 'hello'")).toBe(0)
  })
  test('is one with what is published in its place', async () => {
    const done = await put({ 'hi.yaml': scenarioText('hi', [{ id: 'm1' }]) }, { retire: ['scenario/hello'] })
    expect([done.published, done.retired]).toMatchObject([[{ name: 'hi' }], [{ name: 'hello' }]])
    expect(audits().at(-1)).toMatchObject({ action: 'publish', subject: 'scenario/hi#1 scenario/hello#2' })
  })
  test('publishing the file again is its next number', async () => {
    await put({}, { retire: ['hello'] })
    expect(await put({ 'hello.yaml': HELLO })).toMatchObject({
      published: [{ number: 3 }],
      changes: [{ change: 'new' }],
    })
    expect(
      (await history(world.deps, 'hello')).map(({ number, change, inForce }) => [number, change, inForce]),
    ).toEqual([
      [3, 'new', true],
      [2, 'retired', false],
      [1, 'new', false],
    ])
  })
  test.each([
    [['shop'], 'shop.yaml は必ず要る'],
    [['replies'], 'replies.yaml は必ず要る'],
    [['coupons'], 'coupons/coupons はシナリオ（gift）が使っている'],
    [['helo'], '「helo」は公開されていません。→ 「hello」のことですか？'],
  ])('%j is refused', async (retire, sentence) => {
    const was = written()
    await expect(put({}, { retire })).rejects.toThrow(sentence)
    expect(written()).toEqual(was)
  })
  test('coupons nobody gives any more may go', async () => {
    await put({}, { retire: ['gift', 'coupons'] })
    expect((await loadContent(world.deps)).coupons.coupons).toEqual([])
  })
  test('a file that is missing from a publish is left alone, and told', async () => {
    const done = await put({ 'hello.yaml': HELLO })
    expect(done.elsewhere.map(({ name }) => name).sort()).toEqual(['coupons', 'gift', 'replies', 'shop'])
    expect(await running()).toEqual(['gift', 'hello'])
  })
  test('and published in one call is a contradiction', async () => {
    await expect(put({ 'hello.yaml': HELLO }, { retire: ['hello'] })).rejects.toThrow('両方に指定')
  })
})

test('each change has a line in the audit log: who, when, what', async () => {
  await put({ 'hello.yaml': HELLO.replace('text: m1', 'text: x') })
  await put({}, { retire: ['gift'] })
  await put({ 'hello.yaml': HELLO.replace('text: m1', 'text: x') })
  expect(audits().slice(1)).toEqual([
    {
      actor: 'みなみ',
      action: 'publish',
      subject: 'scenario/hello#2',
      details: { changes: [{ kind: 'scenario', name: 'hello', number: 2, change: 'changed' }] },
    },
    {
      actor: 'みなみ',
      action: 'retire',
      subject: 'scenario/gift#2',
      details: { changes: [{ kind: 'scenario', name: 'gift', number: 2, change: 'retired' }] },
    },
  ])
  expect(rows(world, 'select distinct at from audit_log')).toEqual([{ at: Date.parse(START) }])
})

/** Undo goes back step by step, as new revisions; history tells what happened. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadContent } from '../../bot/flows/content.ts'
import { history } from '../../bot/flows/history.ts'
import { publish } from '../../bot/flows/publish.ts'
import { type UndoOptions, undo } from '../../bot/flows/undo.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { count, execute, linkedFriend, order, person, pushed, rows, scenarioText, shopFiles } from '../support/story.ts'

const START = '2026-06-01T10:00:00+09:00'
const hello = (text: string) => scenarioText('hello', [{ id: 'm1', text }])
const bye = (text: string) => scenarioText('bye', [{ id: 'b1', text }])

let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld(START, { files: shopFiles(hello('一')) })
})
afterEach(() => world.close())

const put = (files: Record<string, string>, retire: string[] = []) =>
  publish(
    world.deps,
    Object.entries(files).map(([path, text]) => ({ path, text })),
    'みなみ',
    { retire },
  )
const back = (options: UndoOptions = {}) => undo(world.deps, 'ゆい', options)
/** What new customers would be sent now. */
const inForce = async () =>
  (await loadContent(world.deps)).scenarios.map(({ scenario }) => `${scenario.id} ${scenario.steps[0]?.text}`).sort()

describe('undo', () => {
  test('publishes the older text again, under a new number', async () => {
    await put({ 'hello.yaml': hello('二') })
    expect(await back()).toMatchObject({
      changes: [{ kind: 'scenario', name: 'hello', number: 3, change: 'undone', undid: 2, backTo: 1 }],
    })
    expect(await inForce()).toEqual(['hello 一'])
    expect(rows(world, "select number, text, retired_at from revisions where name = 'hello' order by number")).toEqual([
      { number: 1, text: hello('一'), retired_at: null },
      { number: 2, text: hello('二'), retired_at: null },
      { number: 3, text: hello('一'), retired_at: null },
    ])
  })
  test('again goes one further back, never to and fro', async () => {
    for (const text of ['二', '三', '四']) await put({ 'hello.yaml': hello(text) })
    const seen: string[] = []
    for (let n = 0; n < 3; n += 1) {
      await back()
      seen.push(...(await inForce()))
    }
    expect(seen).toEqual(['hello 三', 'hello 二', 'hello 一'])
    await expect(back()).rejects.toThrow('いちばんはじめの公開です。')
  })
  test('publishing after an undo is what the next undo takes back', async () => {
    await put({ 'hello.yaml': hello('二') })
    await back()
    await put({ 'hello.yaml': hello('三') })
    expect((await back()).changes).toMatchObject([{ undid: 4, backTo: 1 }])
    expect(await inForce()).toEqual(['hello 一'])
  })
  test('takes a publish back as a whole', async () => {
    await put({ 'bye.yaml': bye('あ') })
    await put({ 'hello.yaml': hello('二'), 'bye.yaml': bye('い') })
    expect((await back()).changes).toHaveLength(2)
    expect(await inForce()).toEqual(['bye あ', 'hello 一'])
  })
  test('of the first revision of a scenario takes it out of use, and bringing it back is a publish', async () => {
    await put({ 'bye.yaml': bye('あ') })
    expect((await back()).changes).toMatchObject([{ name: 'bye', number: 2, undid: 1, backTo: undefined }])
    expect(await inForce()).toEqual(['hello 一'])
    await put({ 'bye.yaml': bye('あ') })
    expect(await inForce()).toEqual(['bye あ', 'hello 一'])
    await back()
    expect(await inForce()).toEqual(['hello 一'])
  })
  test('of a retirement brings the text back', async () => {
    await put({ 'bye.yaml': bye('あ') })
    await put({}, ['hello'])
    expect(await inForce()).toEqual(['bye あ'])
    expect((await back()).changes).toMatchObject([{ name: 'hello', number: 3, undid: 2, backTo: 1 }])
    expect(await inForce()).toEqual(['bye あ', 'hello 一'])
  })
  test('of a text that had come back after a retirement takes it out of use again', async () => {
    await put({}, ['hello'])
    await put({ 'hello.yaml': hello('二') })
    expect((await back()).changes).toMatchObject([{ name: 'hello', number: 4, undid: 3, backTo: 2 }])
    expect(await inForce()).toEqual([])
    await back()
    expect(await inForce()).toEqual(['hello 一'])
  })
  test('never takes away the shop itself', async () => {
    const was = count(world, 'revisions')
    await expect(back()).rejects.toThrow('これより前には戻せません。')
    await expect(back({ document: 'shop' })).rejects.toThrow('これより前には戻せません。')
    expect(count(world, 'revisions')).toBe(was)
  })
  test('dry run tells the same and changes nothing', async () => {
    await put({ 'hello.yaml': hello('二') })
    const told = await back({ dryRun: true })
    expect(await inForce()).toEqual(['hello 二'])
    expect({ ...(await back()), dryRun: true }).toEqual(told)
  })
  test('is in the audit log with what it took back', async () => {
    await put({ 'hello.yaml': hello('二') })
    await back()
    const [row] = rows(world, "select * from audit_log where action = 'undo'")
    expect(row).toMatchObject({ actor: 'ゆい', subject: 'scenario/hello#3', at: Date.parse(START) })
    expect(JSON.parse(String(row?.details))).toEqual({
      changes: [{ kind: 'scenario', name: 'hello', number: 3, change: 'undone' }],
    })
  })
})

describe('undo of one document', () => {
  test('goes back by that one alone; undo of the rest skips it', async () => {
    await put({ 'bye.yaml': bye('あ') })
    await put({ 'hello.yaml': hello('二'), 'bye.yaml': bye('い') })
    await back({ document: 'scenario/bye' })
    expect(await inForce()).toEqual(['bye あ', 'hello 二'])
    await back()
    expect(await inForce()).toEqual(['bye あ', 'hello 一'])
    await back()
    expect(await inForce()).toEqual(['hello 一'])
  })
  test('reaches past a newer publish of something else', async () => {
    await put({ 'hello.yaml': hello('二') })
    await put({ 'bye.yaml': bye('あ') })
    await back({ document: 'hello.yaml' })
    expect(await inForce()).toEqual(['bye あ', 'hello 一'])
  })
  test('that nobody published is named with a proposal', async () => {
    await expect(back({ document: 'helo' })).rejects.toThrow('→ 「hello」のことですか？')
  })
  test('the same name in two kinds is asked for', async () => {
    execute(
      world,
      "insert into revisions (id, kind, name, number, text, body, published_by, published_at) values ('s', 'survey', 'hello', 1, 'id: hello', '{}', 'x', 0)",
    )
    await expect(back({ document: 'hello' })).rejects.toThrow('scenario/hello か survey/hello とお書きください。')
  })
})

describe('an older text that does not fit any more', () => {
  test('is refused with its problems, and what is in force goes on', async () => {
    const gift = (coupon: string) =>
      scenarioText('gift', [
        { id: 'g', at: '{from: delivered, day: 20}', more: `offer: {kind: repeat, product: full, coupon: ${coupon}}` },
      ])
    const coupons = (id: string) =>
      `coupons:\n  - {id: ${id}, name: 値引き, benefit: amount_off, value: 500, product: full, valid_days: 21}\n`
    await put({ 'gift.yaml': gift('OFF500') })
    await put({ 'gift.yaml': gift('OFF900'), 'coupons.yaml': coupons('OFF900') })
    const was = count(world, 'revisions')
    const refused = await back({ document: 'gift' }).catch((error) => error)
    expect([refused.code, refused.details.map((one: { code: string }) => one.code)]).toEqual(['invalid', ['E115']])
    const alsoRefused = await back({ document: 'coupons' }).catch((error) => error)
    expect(alsoRefused.details.map((one: { file: string }) => one.file)).toEqual(['公開中/gift.yaml'])
    expect(count(world, 'revisions')).toBe(was)
    // Both together fit.
    expect((await back()).changes).toHaveLength(2)
  })
})

describe('customers on their way', () => {
  const customer = async () => {
    await linkedFriend(world, '77', person('a'))
    await world.api('/orders', order('77'))
    await world.stage.tick()
  }
  test('stay on the revision that was undone', async () => {
    await put({ 'hello.yaml': hello('二') })
    await customer()
    expect((await back()).running).toEqual([{ scenario: 'hello', people: 1 }])
    await world.advanceTo('2026-06-03T10:00:00+09:00')
    expect(await pushed(world, person('a'))).toEqual(['二'])
  })
  test('go back with --migrate', async () => {
    await put({ 'hello.yaml': hello('二') })
    await customer()
    expect((await back({ migrate: true })).migrated).toMatchObject([{ scenario: 'hello', number: 3, people: 1 }])
    await world.advanceTo('2026-06-03T10:00:00+09:00')
    expect(await pushed(world, person('a'))).toEqual(['一'])
  })
})

describe('history', () => {
  test('newest first: number, when, who, in which way, and who runs on it', async () => {
    await linkedFriend(world, '77', person('a'))
    await world.api('/orders', order('77'))
    await world.stage.tick()
    await world.stage.setClock(new Date('2026-06-01T11:00:00+09:00'))
    await put({ 'hello.yaml': hello('二') })
    await back()
    await put({}, ['hello'])
    const at = new Date('2026-06-01T11:00:00+09:00')
    const about = { kind: 'scenario', name: 'hello', publishedAt: at, running: 0, inForce: false, retired: false }
    expect(await history(world.deps, 'scenario/hello')).toEqual([
      { ...about, number: 4, publishedBy: 'みなみ', change: 'retired', retired: true },
      { ...about, number: 3, publishedBy: 'ゆい', change: 'undone' },
      { ...about, number: 2, publishedBy: 'みなみ', change: 'changed' },
      { ...about, number: 1, publishedBy: 'test', publishedAt: new Date(START), change: 'new', running: 1 },
    ])
    const all = await history(world.deps)
    expect(all).toHaveLength(7)
    expect(all.filter(({ inForce }) => inForce).map(({ name }) => name)).toEqual(['replies', 'coupons', 'shop'])
  })
  test('of what nobody published is an error', async () => {
    await expect(history(world.deps, 'survey/monthly')).rejects.toMatchObject({ code: 'not_found' })
  })
})

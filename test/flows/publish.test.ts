import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Problem } from '../../bot/core/problem.ts'
import { AppError } from '../../bot/errors.ts'
import { publish } from '../../bot/flows/publish.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
  linkedFriend,
  order,
  person,
  publishMore,
  pushed,
  rows,
  scenarioText,
  shopFiles,
  shopText,
} from '../support/story.ts'

const START = '2026-06-01T10:00:00+09:00'
const HANA = person('a')
const TEXT = scenarioText('s', [
  { id: 'one', text: '古い文です。' },
  { id: 'two', at: '{from: order, day: 3, time: "12:00"}', text: '古い二つ目です。{{店名}}より' },
])
const NEW = TEXT.replaceAll('古い', '新しい')

let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld(START, { files: shopFiles(TEXT) })
})
afterEach(() => world.close())

const revisions = () =>
  rows(world, 'select kind, name, number from revisions order by rowid').map(
    (row) => `${row.kind}/${row.name}#${row.number}`,
  )
const audit = () => rows(world, 'select actor, action, subject from audit_log order by rowid')
const refused = async (files: Record<string, string>) => {
  const error = await publishMore(world, files).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AppError)) throw new Error('it was published')
  return { code: error.code, problems: error.details as Problem[] }
}

describe('a text with a mistake', () => {
  test.each([
    ['no YAML', 'id: s\n  name: [', 'E0'],
    ['a word that is none', TEXT.replace('purpose: thanks', 'purpose: thankss'), 'E1'],
    ['an unknown key', TEXT.replace('name: s', 'name: s\ncolour: red'), 'E1'],
    ['a placeholder that does not exist', TEXT.replace('古い文です。', '古い{{なまえ}}です。'), 'E113'],
    ['a signal that nothing raises', TEXT.replace('    offer: none', '    offer: none\n    when: usedd'), 'E120'],
    ['nothing at all', '', 'E0'],
  ])('is refused with its place, and nothing changes: %s', async (_, text, code) => {
    const before = [revisions(), audit()]
    const { code: status, problems } = await refused({ 's.yaml': text })
    expect(status).toBe('invalid')
    expect(problems.find((problem) => problem.level === 'error')).toMatchObject({
      file: 's.yaml',
      line: expect.any(Number),
      code: expect.stringContaining(code),
    })
    expect([revisions(), audit()]).toEqual(before)
  })

  test('keeps the good texts of the same call from being published too', async () => {
    const before = revisions()
    await refused({ 's.yaml': NEW, 'other.yaml': 'id: other' })
    expect(revisions()).toEqual(before)
  })

  test('leaves the old revision running', async () => {
    await linkedFriend(world, 'hana', HANA)
    await refused({ 's.yaml': NEW.replace('purpose: thanks', 'purpose: x') })
    await world.api('/orders', [order('hana')])
    await world.advanceTo('2026-06-02T13:00:00+09:00')
    expect(await pushed(world, HANA)).toEqual(['古い文です。'])
  })

  test('is judged together with what is published: a shop without a product that a scenario offers', async () => {
    const offers = scenarioText('offers', [
      { id: 'o', at: '{from: order, day: 12, time: "12:00"}', more: 'offer: {kind: repeat, product: full}' },
    ])
    await publishMore(world, { 'offers.yaml': offers })
    const { problems } = await refused({ 'offers.yaml': offers.replace('product: full', 'product: nothing') })
    expect(problems).toContainEqual(expect.objectContaining({ file: 'offers.yaml', code: 'E116' }))
  })
})

describe('a good text', () => {
  test('becomes the next revision of its name, with a line in the audit log', async () => {
    const { published, unchanged } = await publish(world.deps, [{ path: 'dir/s.yaml', text: NEW }], 'みなみ')
    expect([published, unchanged]).toEqual([[{ kind: 'scenario', name: 's', number: 2 }], 0])
    expect(revisions().at(-1)).toBe('scenario/s#2')
    expect(audit().at(-1)).toEqual({ actor: 'みなみ', action: 'publish', subject: 'scenario/s#2' })
  })

  test('that says what is published already becomes no new revision, and nobody is told of it', async () => {
    const before = [revisions(), audit()]
    expect(await publishMore(world, { 's.yaml': TEXT })).toMatchObject({ published: [], unchanged: 1 })
    expect([revisions(), audit()]).toEqual(before)
  })

  test('is one line in the audit log however many texts it is', async () => {
    const before = audit().length
    await publishMore(world, { 's.yaml': NEW, 'shop.yaml': shopText('color: "#123456"\n') })
    expect([audit().length - before, audit().at(-1)?.subject]).toEqual([1, 'shop/shop#2 scenario/s#2'])
  })

  test('that comes twice at the same moment becomes one revision', async () => {
    const both = await Promise.allSettled([
      publishMore(world, { 's.yaml': NEW }),
      publishMore(world, { 's.yaml': NEW }),
    ])
    expect(both.some((one) => one.status === 'fulfilled')).toBe(true)
    expect(revisions().filter((one) => one.startsWith('scenario/s'))).toEqual(['scenario/s#1', 'scenario/s#2'])
  })
})

describe('who runs already', () => {
  beforeEach(async () => {
    await linkedFriend(world, 'hana', HANA)
    await world.api('/orders', [order('hana')])
    await world.advanceTo('2026-06-02T13:00:00+09:00')
  })

  test('keeps the text they began with; who begins now gets the new one', async () => {
    await publishMore(world, { 's.yaml': NEW })
    await linkedFriend(world, 'mei', person('b'))
    await world.api('/orders', [order('mei', { ordered_at: '2026-06-02T12:00:00+09:00' })])
    await world.advanceTo('2026-06-06T13:00:00+09:00')
    expect(await pushed(world, HANA)).toEqual(['古い文です。', '古い二つ目です。試験店より'])
    expect(await pushed(world, person('b'))).toEqual(['新しい文です。', '新しい二つ目です。試験店より'])
  })

  test('keeps a step that the new text no longer has', async () => {
    await publishMore(world, { 's.yaml': scenarioText('s', [{ id: 'one', text: '新しい文です。' }]) })
    await world.advanceTo('2026-06-06T13:00:00+09:00')
    expect(await pushed(world, HANA)).toEqual(['古い文です。', '古い二つ目です。試験店より'])
  })

  test('reads the shop as it is today', async () => {
    await publishMore(world, { 'shop.yaml': shopText().replace('試験店', '新しい店名') })
    await world.advanceTo('2026-06-04T13:30:00+09:00')
    expect(await pushed(world, HANA)).toEqual(['古い文です。', '古い二つ目です。新しい店名より'])
  })
})

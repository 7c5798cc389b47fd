/** Several people publish at the same moment: never two revisions with one number, never half a publish. */

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Deps } from '../../bot/deps.ts'
import { publish } from '../../bot/flows/publish.ts'
import { checkAgainst, readPublished } from '../../bot/flows/published.ts'
import { undo } from '../../bot/flows/undo.ts'
import { type NodeDb, openDatabase } from '../../db/node.ts'
import { beforeCalls } from '../support/before-calls.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { rows, scenarioText, shopFiles } from '../support/story.ts'

const START = '2026-06-01T10:00:00+09:00'
const text = (id: string, words: string) => scenarioText(id, [{ id: 'm1', text: words }])
const gift = (coupon: string) =>
  scenarioText('gift', [
    { id: 'm1', at: '{from: delivered, day: 20}', more: `offer: {kind: repeat, product: full, coupon: ${coupon}}` },
  ])
const coupons = (id: string) =>
  `coupons:\n  - {id: ${id}, name: 値引き, benefit: amount_off, value: 500, product: full, valid_days: 21}\n`

let folder: string
let path: string
let world: NodeWorld
const opened: NodeDb[] = []
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fanbelt-test-'))
  path = join(folder, 'shop.sqlite')
  world = await openNodeWorld(START, { files: shopFiles(), databasePath: path })
})
afterEach(async () => {
  for (const db of opened.splice(0)) db.close()
  await world.close()
  rmSync(folder, { recursive: true })
})

/** Another process's connection to the same file. */
function another(): Deps {
  const db = openDatabase(path)
  opened.push(db)
  return { ...world.deps, db }
}
const put = (deps: Deps, files: Record<string, string>, actor = 'x') =>
  publish(
    deps,
    Object.entries(files).map(([path, text]) => ({ path, text })),
    actor,
  )
const revisions = () =>
  rows(world, 'select kind, name, number, text, published_by from revisions order by kind, name, number')

/** What must be true of everything ever published, whoever came first. */
async function assertWhole(): Promise<void> {
  for (const [name, own] of Map.groupBy(revisions(), ({ kind, name }) => `${kind}/${name}`))
    expect(
      own.map(({ number }) => number),
      name,
    ).toEqual(own.map((_, index) => index + 1))
  const told = rows(world, 'select details from audit_log').flatMap(
    ({ details }) => JSON.parse(String(details)).changes,
  )
  expect(told, 'each revision has its line').toHaveLength(revisions().length)
  const { problems } = checkAgainst(await readPublished(world.deps), [], new Set())
  expect(problems.filter(({ level }) => level === 'error')).toEqual([])
}

describe('connections to one file', () => {
  test('who comes second is judged again and gets the next number', async () => {
    const all = Array.from({ length: 8 }, (_, n) => put(another(), { 's.yaml': text('s', `文${n}`) }, `人${n}`))
    const done = await Promise.all(all)
    expect(done.map(({ published }) => published[0]?.number).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    await assertWhole()
  })
  test('each publish stands whole: its texts have one author', async () => {
    const names = ['a', 'b', 'c', 'd']
    await Promise.all(
      ['人1', '人2', '人3'].map((who) =>
        put(another(), Object.fromEntries(names.map((name) => [`${name}.yaml`, text(name, who)])), who),
      ),
    )
    for (const number of [1, 2, 3])
      expect(
        new Set(
          rows(world, "select published_by from revisions where kind = 'scenario' and number = ?", number).map(
            (row) => row.published_by,
          ),
        ).size,
      ).toBe(1)
    await assertWhole()
  })
  test('two that are right alone and wrong together: the later one is refused', async () => {
    await put(world.deps, { 'coupons.yaml': `${coupons('A')}${coupons('B').replace('coupons:\n', '')}` })
    const done = await Promise.allSettled([
      put(another(), { 'gift.yaml': gift('A') }),
      put(another(), { 'coupons.yaml': coupons('B') }),
    ])
    expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(done.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'invalid' } })
    await assertWhole()
  })
  test('two undos at once go back one step; the second is told', async () => {
    for (const words of ['一', '二', '三']) await put(world.deps, { 's.yaml': text('s', words) })
    const done = await Promise.allSettled([undo(another(), 'x'), undo(another(), 'y')])
    expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(done.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'conflict', message: expect.stringContaining('戻しませんでした') },
    })
    expect(rows(world, "select number from revisions where name = 's'")).toHaveLength(4)
    await assertWhole()
  })
  test('somebody who never gets a turn is told that nothing was published', async () => {
    let n = 0
    const db = beforeCalls(world.deps.db, ['atomically'], () => {
      n += 1
      return put(world.deps, { 'other.yaml': text('other', `文${n}`) })
    })
    await expect(put({ ...world.deps, db }, { 's.yaml': text('s', '一') })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('公開しませんでした'),
    })
    expect(rows(world, "select * from revisions where name = 's'")).toEqual([])
  })
  test('a database that fails is no conflict', async () => {
    world.deps.db.raw.exec("create trigger broken before insert on revisions begin select raise(abort, 'disk'); end")
    await expect(put(world.deps, { 's.yaml': text('s', '一') })).rejects.toThrow('disk')
  })
})

test('in every order that a scheduler can think of', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      await world.close()
      world = await openNodeWorld(START, { files: shopFiles(text('s', '零'), text('t', '零')) })
      /** Every read and every write waits for its turn. */
      const slowed = (who: string): Deps => {
        const turn = (name: string) => scheduler.schedule(Promise.resolve(), `${who} ${name}`)
        return { ...world.deps, db: beforeCalls(world.deps.db, ['atomically'], () => turn('writes')) }
      }
      const work = Promise.allSettled([
        put(slowed('a'), { 's.yaml': text('s', '一'), 't.yaml': text('t', '一') }, 'a'),
        put(slowed('b'), { 's.yaml': text('s', '二') }, 'b'),
        publish(slowed('c'), [], 'c', { retire: ['t'] }),
        undo(slowed('d'), 'd', { document: 's' }),
      ])
      await scheduler.waitFor(work)
      for (const one of await work)
        if (one.status === 'rejected') expect(['conflict', 'invalid', 'not_found']).toContain(one.reason.code)
      await assertWhole()
    }),
    { numRuns: 40 },
  )
})

test('processes on one file', { timeout: 60_000 }, async () => {
  const fanbelt = join(import.meta.dirname, '../../bot/cli/fanbelt.ts')
  const run = (words: string, n: number) =>
    new Promise<{ code: number; out: string }>((resolve) => {
      const own = mkdtempSync(join(folder, 'files-'))
      writeFileSync(join(own, 's.yaml'), text('s', words))
      writeFileSync(join(own, 't.yaml'), text('t', words))
      const args = [fanbelt, 'publish', own, '--db', path, '--by', `人${n}`, '--json']
      execFile(process.execPath, args, (error, out) => resolve({ code: error ? Number(error.code) : 0, out }))
    })
  const ended = await Promise.all(['一', '二', '三', '四'].map(run))
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0])
  const numbers = ended.map(({ out }) => JSON.parse(out).published.map((one: { number: number }) => one.number))
  expect(numbers.sort()).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
  ])
  await assertWhole()
})

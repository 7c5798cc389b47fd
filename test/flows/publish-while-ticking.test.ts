/** Publishing and moving customers while the clock ticks: nothing is lost, nothing comes twice. The stand-in counts. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Deps } from '../../bot/deps.ts'
import { loadContent } from '../../bot/flows/content.ts'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { publish } from '../../bot/flows/publish.ts'
import { type NodeDb, openDatabase } from '../../db/node.ts'
import { beforeCalls } from '../support/before-calls.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { personId } from '../support/stand-in.ts'
import { calls, count, linkedFriend, order, person, type StepWish, scenarioText, shopFiles } from '../support/story.ts'

const START = '2026-06-01T10:00:00+09:00'
const DAYS = [1, 4, 8, 11, 15, 18]

/**
 * Every version has the same six steps on the same days, in its own words and at its own hour, and adds one step of its
 * own far ahead: whoever is moved through all of them gets each step of the last one exactly once.
 */
function version(n: number): string {
  const time = n % 2 === 1 ? '12:00' : '14:00'
  const step = (id: string, day: number): StepWish => ({
    id,
    at: `{from: order, day: ${day}, time: "${time}"}`,
    text: `${id} 第${n}版`,
  })
  const own = Array.from({ length: n }, (_, index) => step(`x${index + 1}`, 40 + 3 * index))
  return scenarioText('s', [...DAYS.map((day) => step(`s${day}`, day)), ...own])
}

let world: NodeWorld
let folder: string
const opened: NodeDb[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fanbelt-test-'))
})
afterEach(async () => {
  for (const db of opened.splice(0)) db.close()
  await world.close()
  rmSync(folder, { recursive: true })
})

type Arrived = { userId: string; messages: { text: string }[] }
const arrived = async () =>
  ((await world.stage.line('GET', '/control/outbox')) as Arrived[]).map(({ userId, messages }) => ({
    userId,
    step: messages[0]?.text.split(' ')[0],
    words: messages[0]?.text ?? '',
  }))
const clock = (day: number, time: string) =>
  world.stage.setClock(new Date(Date.parse(`2026-06-01T${time}:00+09:00`) + day * 86_400_000))
const put = (deps: Deps, n: number, migrate: boolean) =>
  publish(deps, [{ path: 's.yaml', text: version(n) }], 'みなみ', { migrate })

test('hundreds of customers, ticks and publishes from several connections at once', { timeout: 240_000 }, async () => {
  const WAVES = [0, 2, 5]
  const PEOPLE = 80
  const plans = fc.array(fc.constantFrom('nothing', 'publish', 'migrate', 'twice'), { minLength: 8, maxLength: 8 })
  let run = 0
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      run += 1
      for (const db of opened.splice(0)) db.close()
      if (run > 1) await world.close()
      const databasePath = join(folder, `${run}.sqlite`)
      world = await openNodeWorld(START, { files: shopFiles(version(1)), databasePath })
      const another = (): Deps => {
        const db = openDatabase(databasePath)
        opened.push(db)
        return { ...world.deps, db }
      }
      const [one, two, merchant, colleague] = [another(), another(), another(), another()]
      let newest = 1
      const slot = async (day: number, time: string, does: string) => {
        await clock(day, time)
        const work: Promise<unknown>[] = [deliverDue(one), deliverDue(two)]
        if (does !== 'nothing') {
          newest += 1
          work.push(put(merchant, newest, does !== 'publish'))
        }
        if (does === 'twice') work.push(put(colleague, newest, true))
        work.push(deliverDue(one))
        await Promise.all(work)
      }
      for (let day = 0; day <= 78; day += 1) {
        const wave = WAVES.indexOf(day)
        if (wave >= 0) {
          await clock(day, '10:00')
          const numbers = Array.from({ length: PEOPLE }, (_, n) => wave * PEOPLE + n)
          for (const n of numbers) world.standIn.platform.addUser({ userId: personId(n) })
          const ids = numbers.map((n) => ({ source: 'shop', external_id: `c${n}`, line_user_id: personId(n) }))
          const at = world.deps.now().toISOString()
          await world.api(
            '/orders',
            numbers.map((n) => order(`c${n}`, { ordered_at: at })),
          )
          await world.api('/customers/link', ids)
        }
        // Something is published on days when something is due, at noon or at two.
        const index = DAYS.indexOf(day)
        await slot(day, '12:00', index >= 0 && index < 4 ? (plan[index * 2] ?? 'nothing') : 'nothing')
        if (day === 20) {
          newest += 1
          await put(merchant, newest, true)
        }
        await slot(day, '12:07', 'nothing')
        await slot(day, '14:00', index >= 0 && index < 4 ? (plan[index * 2 + 1] ?? 'nothing') : 'nothing')
        await slot(day, '14:07', 'nothing')
      }
      const all = WAVES.length * PEOPLE
      expect(count(world, 'enrollments')).toBe(all)
      const letters = await arrived()
      const keys = letters.map(({ userId, step }) => `${userId} ${step}`)
      expect(keys.length - new Set(keys).size, 'doubled').toBe(0)
      const expected = [...DAYS.map((day) => `s${day}`), ...Array.from({ length: newest }, (_, n) => `x${n + 1}`)]
      expect(all * expected.length - keys.length, 'lost').toBe(0)
      // Everybody was moved on day 20, so what came later speaks the last version's words.
      const late = letters.filter(({ step }) => step?.startsWith('x'))
      expect(late.filter(({ words }) => !words.endsWith(` 第${newest}版`))).toEqual([])
      expect(count(world, "deliveries where status <> 'sent'")).toBe(0)
      expect((await calls(world)).every(({ status }) => status === 200)).toBe(true)
    }),
    {
      numRuns: 2,
      seed: 20261121,
      examples: [[['migrate', 'twice', 'publish', 'migrate', 'migrate', 'publish', 'twice', 'twice']]],
    },
  )
})

test('in every order that a scheduler can think of', { timeout: 120_000 }, async () => {
  const LETTERS = ['a', 'b', 'c']
  let first = true
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      if (!first) await world.close()
      first = false
      world = await openNodeWorld(START, { files: shopFiles(version(1)) })
      for (const letter of LETTERS) await linkedFriend(world, letter, person(letter))
      await world.api(
        '/orders',
        LETTERS.map((letter) => order(letter)),
      )
      await world.stage.tick()
      await world.stage.line('DELETE', '/control/outbox')
      await clock(1, '14:00')
      const turn = (name: string) => scheduler.schedule(Promise.resolve(), name)
      const deps: Deps = {
        ...world.deps,
        db: beforeCalls(world.deps.db, ['run', 'atomically'], turn),
        line: {
          ...world.deps.line,
          push: async (body, key) => {
            await turn('push')
            return world.deps.line.push(body, key)
          },
        },
      }
      const moved = order('b', { delivered_at: '2026-06-02T09:00:00+09:00' })
      const work = Promise.all([
        deliverDue(deps),
        put(deps, 2, true),
        deliverDue(deps),
        turn('report').then(() => world.api('/orders', [moved])),
        turn('again').then(() => put(deps, 3, true)),
      ])
      await scheduler.waitFor(work)
      for (let day = 1; day <= 60; day += 1)
        for (const time of ['14:07', '14:20']) {
          await clock(day, time)
          await deliverDue(world.deps)
        }
      const keys = (await arrived()).map(({ userId, step }) => `${userId[1]} ${step}`)
      // Whose publish was second is in force, and everybody was moved there.
      const { scenarios } = await loadContent(world.deps)
      const steps = scenarios.flatMap(({ scenario }) => scenario.steps.map(({ id }) => id))
      const expected = LETTERS.flatMap((letter) => steps.map((id) => `${letter} ${id}`))
      expect(keys.sort()).toEqual(expected.sort())
    }),
    { numRuns: 15 },
  )
})

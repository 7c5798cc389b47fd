/** Several ticks, reports and customers at the same time, in every order that a scheduler can think of. */

import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import type { Deps } from '../../bot/deps.ts'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { setOptedOut } from '../../db/friends.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { calls, fates, linkedFriend, order, person, scenarioText, shopFiles } from '../support/story.ts'

const START = '2026-06-01T10:00:00+09:00'
const PEOPLE = ['a', 'b', 'c'] as const
const A = scenarioText('a', [
  { id: 'a1', at: '{from: order, day: 1, time: "12:00"}' },
  { id: 'a2', at: '{from: delivered, day: 0, time: "12:00"}' },
])
const B = scenarioText('b', [{ id: 'b1', at: '{from: order, day: 1, time: "12:00"}' }])

let world: NodeWorld | undefined
afterEach(() => world?.close())

async function open(): Promise<NodeWorld> {
  await world?.close()
  world = await openNodeWorld(START, { files: shopFiles(A, B) })
  for (const letter of PEOPLE) await linkedFriend(world, letter, person(letter))
  await world.api(
    '/orders',
    PEOPLE.map((letter) => order(letter)),
  )
  await world.stage.line('DELETE', '/control/outbox')
  await world.stage.setClock(new Date('2026-06-02T12:00:00+09:00'))
  return world
}

/** What is built step by step waits for its turn where it is awaited. */
function late<T extends object>(builder: T, turn: () => Promise<unknown>): T {
  return new Proxy(builder, {
    get(target, name) {
      const value = Reflect.get(target, name)
      if (name === 'then')
        return (...on: [() => void, () => void]) =>
          turn()
            .then(() => target)
            .then(...on)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => late(value.apply(target, args), turn)
    },
  })
}

/** Each write to the database and each call to LINE waits for its turn. */
function slowed({ deps }: NodeWorld, turn: (name: string) => Promise<unknown>, fails: () => boolean): Deps {
  const db = new Proxy<Deps['db']>(deps.db, {
    get(target, name) {
      const value = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      if (name === 'update') return (...args: unknown[]) => late(value.apply(target, args), () => turn('update'))
      if (name !== 'run' && name !== 'atomically') return value.bind(target)
      return async (...args: unknown[]) => {
        await turn(String(name))
        return value.apply(target, args)
      }
    },
  })
  const slow =
    (call: 'push' | 'multicast'): Deps['line']['push'] =>
    async (body, key) => {
      await turn(call)
      const accepted = await deps.line[call](body, key)
      if (fails()) throw new Error('the answer was lost')
      return accepted
    }
  return { ...deps, db, line: { ...deps.line, push: slow('push'), multicast: slow('multicast') } }
}

const sent = async (here: NodeWorld) =>
  (await here.stage.line('GET', '/control/outbox')) as { userId: string; at: string; messages: { text: string }[] }[]

test('three ticks at once send each step once, in one call for all three', async () => {
  const here = await open()
  const summaries = await Promise.all([1, 2, 3].map(() => deliverDue(here.deps)))
  expect(summaries.reduce((sum, summary) => sum + summary.sent, 0)).toBe(3)
  const made = [...(await calls(here)), ...(await calls(here, '/v2/bot/message/multicast'))]
  expect([(await sent(here)).length, made.length]).toEqual([3, 1])
})

test('whatever the interleaving: each step at most once, one letter a day, nothing lost, nobody who said stop', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(fc.boolean(), { maxLength: 6 }), async (scheduler, losses) => {
      const here = await open()
      const turn = (name: string) => scheduler.schedule(Promise.resolve(), name)
      const deps = slowed(here, turn, () => losses.pop() ?? false)
      const moved = order('b', { delivered_at: '2026-06-02T09:00:00+09:00' })
      const work = [
        deliverDue(deps),
        deliverDue(deps),
        deliverDue(deps),
        turn('report').then(() => here.api('/orders', [moved])),
        turn('stop').then(() => setOptedOut(here.deps.db, person('c'), true, here.deps.now())),
      ]
      await scheduler.waitFor(Promise.all(work))

      for (const at of ['02T12:10', '02T13:00', '03T12:00', '04T12:00', '05T12:00', '06T12:00', '07T12:00']) {
        await here.stage.setClock(new Date(`2026-06-${at}:00+09:00`))
        await deliverDue(here.deps)
      }
      const arrived = (await sent(here)).map(({ userId, messages }) => `${userId[1]} ${messages[0]?.text}`)
      expect(new Set(arrived).size, 'a step twice').toBe(arrived.length)
      const days = (await sent(here)).map(({ userId, at }) => `${userId} ${at.slice(0, 10)}`)
      expect(new Set(days).size, 'two letters on one day').toBe(days.length)
      expect(arrived.filter((one) => one.startsWith('a')).sort()).toEqual(['a a1', 'a a2', 'a b1'])
      expect(arrived.filter((one) => one.startsWith('c')).length, 'after the stop').toBeLessThanOrEqual(1)
      expect(fates(here, "status in ('sending', 'held')"), 'left open').toEqual([])
    }),
    { numRuns: 15 },
  )
}, 60_000)

/** A Worker's invocation may end at any call it makes: what does the next one find, and what does it send? (SPEC §6) */

import { createExecutionContext, env } from 'cloudflare:test'
import { expect, test } from 'vitest'
import type { Deps } from '../../bot/deps.ts'
import { workInbox } from '../../bot/flows/work-inbox.ts'
import { tick } from '../../bot/tick.ts'
import { workerDeps } from '../../bot/worker.ts'
import { type Life, mortal, mortalD1, mortalLine } from '../support/mortal.ts'
import { EVERY, FILES, STEPS } from '../support/quarter-hours.ts'
import { openWorkerWorld } from '../support/worker-world.ts'

const START = '2026-06-01T00:10:00+09:00'
const MINUTE = 60_000
const LEASE = 6 * MINUTE
const PEOPLE = ['あや', 'いく', 'うた'].map((name, n) => ({ name, userId: `U${String(n + 1).repeat(32)}` }))

/** Those that carry steps: a greeting that came too late for its reply token is a request of its own. */
const OPEN = "requests where status = 'sending' and id in (select request_id from deliveries)"

async function open() {
  const world = await openWorkerWorld(START, FILES)
  for (const { name, userId } of PEOPLE) await world.newFriend(userId, name)
  const links = PEOPLE.map(({ name, userId }) => ({ source: 'shop', external_id: name, line_user_id: userId }))
  await world.api('/customers/link', links)
  await world.api(
    '/orders',
    PEOPLE.map(({ name }) => ({
      source: 'shop',
      external_id: name,
      customer: { external_id: name, name },
      ordered_at: START,
      lines: [{ sku: 'LT', name: 'お試し', qty: 1, amount_yen: 980 }],
    })),
  )
  let now = new Date(START)
  const setClock = async (at: Date) => {
    now = at
    await world.stage.setClock(at)
  }
  /** What `scheduled` does, in an invocation that may end early. */
  const invocation = async (life: Life, change: (deps: Deps) => Deps = (deps) => deps) => {
    const mine = workerDeps({ ...env, DB: mortalD1(env.DB, life) }, createExecutionContext(), () => now)
    const deps = change({ ...mine, line: mortalLine(mine.line, life) })
    return Promise.race([
      life.over,
      workInbox(deps)
        .then(() => tick(deps))
        .then(() => 'ended' as const),
    ])
  }
  const left = async (from: string) =>
    Number((await env.DB.prepare(`select count(*) as n from ${from}`).first<{ n: number }>())?.n)
  const rows = async (sql: string) => (await env.DB.prepare(sql).all()).results
  /** `あや p1` as often as it arrived. */
  const arrived = async () => {
    const all = await Promise.all(
      PEOPLE.map(async ({ name, userId }) =>
        [...JSON.stringify(await world.outbox(userId)).matchAll(/«(\w+)»/g)].map(([, id]) => `${name} ${id}`),
      ),
    )
    return all.flat().sort()
  }
  return {
    world,
    setClock,
    at: (minutes: number) => new Date(Date.parse(START) + minutes * MINUTE),
    invocation,
    left,
    rows,
    arrived,
  }
}

interface Call {
  path: string
  status: number
  retryKey: string
  body: unknown
  bodyDiffers?: true
}

test('wherever it ends, each step arrives once, and what is repeated has the same key and body', {
  timeout: 300_000,
}, async () => {
  const { world, setClock, at, invocation, left, rows, arrived } = await open()
  const calls = async () => (await world.stage.line('GET', '/control/requests?path=/v2/bot/message/')) as Call[]
  const seen = { claims: 0, requests: 0, repeated: 0 }
  const wanted: string[] = []
  let ends = 0
  // The end comes one call later each time; that last call still takes effect, and nobody hears how it went.
  for (let n = 1, ended = false; !ended; n += 1) {
    expect(n, 'the tick makes more calls than there are steps to try').toBeLessThan(STEPS)
    await setClock(at(n * EVERY))
    ended = (await invocation(mortal(n))) === 'ended'
    if (!ended) ends += 1
    seen.claims += (await left('leases')) > 0 ? 1 : 0
    seen.requests += (await left(OPEN)) > 0 ? 1 : 0
    await setClock(new Date(at(n * EVERY).getTime() + LEASE))
    await world.stage.tick()
    wanted.push(...PEOPLE.flatMap(({ name }) => [`${name} p${n}`, `${name} q${n}`]))
    expect(await arrived(), `ended after call ${n}`).toEqual([...wanted].sort())
  }
  // Nor does an answer that nobody can read do any harm.
  const broken = (deps: Deps): Deps => {
    const push: Deps['line']['push'] = async (...call) => {
      await deps.line.push(...call)
      throw new TypeError('not an error of LINE')
    }
    return { ...deps, line: { ...deps.line, push } }
  }
  const n = ends + 2
  await setClock(at(n * EVERY))
  await invocation(mortal(Number.POSITIVE_INFINITY), broken)
  await setClock(new Date(at(n * EVERY).getTime() + LEASE))
  await world.stage.tick()
  wanted.push(...PEOPLE.flatMap(({ name }) => [`${name} p${n}`, `${name} q${n}`]))
  expect(await arrived(), 'after answers that nobody can read').toEqual([...wanted].sort())

  expect(await rows(`select * from ${OPEN}`)).toEqual([])
  expect(await rows("select * from deliveries where status <> 'sent'")).toEqual([])
  const byKey = [
    ...Map.groupBy(
      (await calls()).filter(({ path }) => /(push|multicast)$/.test(path)),
      (call) => call.retryKey,
    ).values(),
  ]
  for (const tries of byKey) {
    expect(tries.filter(({ bodyDiffers }) => bodyDiffers)).toEqual([])
    expect(new Set(tries.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    expect(tries.filter(({ status }) => status === 200)).toHaveLength(1)
    if (tries.length > 1) seen.repeated += 1
  }
  expect(ends).toBeGreaterThan(20)
  for (const times of Object.values(seen)) expect(times, JSON.stringify(seen)).toBeGreaterThan(0)
})

/** Stale marks: written with what made them stale, gone with the new facts, and none lost in between. */
import { afterEach, expect, test } from 'vitest'
import { refreshStale } from '../../bot/flows/refresh-stale.ts'
import { saveCustomers } from '../../db/customers.ts'
import { markStale } from '../../db/stale-facts.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { count, execute, rows, shopFiles } from '../support/story.ts'

let world: NodeWorld
afterEach(() => world.close())

const NOW = '2026-06-01T10:00:00+09:00'

/** So many customers whose single order came in behind everybody's back. */
async function imported(many: number, cause = 'purchase') {
  world = await openNodeWorld(NOW, { files: shopFiles() })
  const { db, now } = world.deps
  const ids = Array.from({ length: many }, (_, n) => `c${String(n).padStart(5, '0')}`)
  await saveCustomers(
    db,
    ids.map((id) => ({ id, emailConsent: true, createdAt: now() })),
  )
  for (const id of ids)
    execute(
      world,
      "insert into orders (id, source, external_id, customer_id, ordered_at, status, fingerprint) values (?, 's', ?, ?, ?, 'confirmed', '')",
      ...[id, id, id, now().getTime()],
    )
  await db.atomically([
    markStale(
      ids.map((customerId) => ({ customerId, cause })),
      now(),
    ),
  ])
  return ids
}

const stale = () => rows(world, 'select customer_id, cause, at from stale_facts order by customer_id')

test('everybody marked gets facts, with the cause of the mark; nobody stays marked', async () => {
  await imported(1201)
  const seen: number[] = []
  expect(await refreshStale(world.deps, { onDone: (done) => seen.push(done) })).toEqual({
    customers: 1201,
    changed: 1201,
  })
  expect([stale(), count(world, 'facts'), seen.at(-1)]).toEqual([[], 1201, 1201])
  expect(rows(world, 'select cause, to_label, count(*) as n from label_history group by 1, 2')).toEqual([
    { cause: 'purchase', to_label: 'visitor', n: 1201 },
  ])
  expect(await refreshStale(world.deps)).toEqual({ customers: 0, changed: 0 })
})

test('a run takes no more than it may, and the tick goes on where an import was cut short', async () => {
  await imported(30)
  expect(await refreshStale(world.deps, { limit: 20 })).toMatchObject({ customers: 20 })
  expect(stale()).toHaveLength(10)
  await world.stage.tick()
  expect([stale(), count(world, 'facts')]).toEqual([[], 30])
})

test('a mark stays when the new facts could not be written', async () => {
  await imported(3)
  world.deps.db.raw.exec("create trigger broken before insert on facts begin select raise(abort, 'broken'); end")
  await expect(refreshStale(world.deps)).rejects.toThrow('broken')
  expect([stale().length, count(world, 'facts')]).toEqual([3, 0])
})

test('who is marked again while their facts are counted stays marked', async () => {
  const [id = ''] = await imported(1)
  // Who buys tomorrow is looked at singly, which is not one transaction.
  execute(world, 'update orders set ordered_at = ordered_at + 86400000')
  // As another process would, in the moment between looking and writing.
  world.deps.db.raw.exec(`create trigger meanwhile before insert on facts begin
    update stale_facts set at = at + 1 where customer_id = new.customer_id; end`)
  await refreshStale(world.deps, { limit: 1 })
  expect(stale()).toMatchObject([{ customer_id: id }])
})

test('marked twice in one millisecond is newer than marked once, and "looked again" hides no reason', async () => {
  const [customerId = ''] = await imported(1)
  const { db, now } = world.deps
  const at = now().getTime()
  await db.atomically([markStale([{ customerId, cause: 'data_fix' }], now())])
  expect(stale()).toEqual([{ customer_id: customerId, cause: 'purchase', at: at + 1 }])
  await db.atomically([markStale([{ customerId, cause: 'positive' }], new Date(at + 9))])
  expect(stale()).toEqual([{ customer_id: customerId, cause: 'positive', at: at + 9 }])
})

test('whose records cannot be read holds up nobody, and is not tried for ever', async () => {
  const [id = ''] = await imported(3)
  execute(world, "update orders set ordered_at = 'soon' where id = ?", id)
  await refreshStale(world.deps)
  expect([stale(), count(world, 'facts')]).toEqual([[], 2])
})

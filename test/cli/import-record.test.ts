/** Orders of a file come in some at a time: is all of it on the disk before anybody hears so, and how much is held meanwhile? */

import { expect, test } from 'vitest'
import type { Io } from '../../bot/cli/command.ts'
import { nothingYet } from '../../bot/cli/import-file.ts'
import type { Piece, ReadOrder, SeenHeader } from '../../bot/cli/import-pieces.ts'
import { recordPieces } from '../../bot/cli/import-record.ts'
import { readOrder } from '../../bot/core/order.ts'
import { OrderContracts } from '../../bot/imports/order-contracts.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { count, order, shopFiles } from '../support/story.ts'

const START = '2026-06-01T10:00:00+09:00'
const io: Io = { env: {}, now: () => new Date(START), isTerminal: false, err: () => {}, out: () => {}, exitCode: 0 }
const header: SeenHeader = { system: '', columns: new Map(), headers: [], unused: [], headerless: false }

const read = (line: number, more: object = {}): ReadOrder => {
  const found = readOrder(order(`c${line % 100}`, { external_id: `A${line}`, ...more }))
  if ('code' in found) throw new Error(found.message)
  return { line, order: found.order, fingerprint: `${line}.x` }
}

const pieces = async function* (count: number): AsyncGenerator<Piece> {
  for (let from = 0; from < count; from += 1000) {
    const orders = Array.from({ length: 1000 }, (_, n) => read(from + n))
    yield { orders, encoding: 'utf-8', header, rejected: [], rows: 1000, mended: { count: 0 }, bytes: 0 }
  }
}

async function withWorld(use: (world: NodeWorld) => Promise<void>): Promise<void> {
  const world = await openNodeWorld(START, { files: shopFiles() })
  try {
    await use(world)
  } finally {
    await world.close()
  }
}

/** A disk that is done with each batch when somebody says so. */
function slowDisk(world: NodeWorld) {
  const waiting: PromiseWithResolvers<void>[] = []
  const { ahead } = world.deps.db
  world.deps.db.ahead = async (queries) => {
    await ahead(queries)
    const disk = Promise.withResolvers<void>()
    disk.promise.catch(() => {})
    waiting.push(disk)
    return () => disk.promise
  }
  return waiting
}

test('one batch is made ready while the disk writes the one before, and the end waits for the last', () =>
  withWorld(async (world) => {
    const disk = slowDisk(world)
    const imported = nothingYet('utf-8', header)
    let isDone = false
    const done = recordPieces(io, world.deps, pieces(11_000), imported, { path: import.meta.filename }, undefined).then(
      () => {
        isDone = true
      },
    )
    await expect.poll(() => disk.length).toBe(2)
    // Never more than one ahead of the disk.
    expect([count(world, 'orders'), imported.inserted, isDone]).toEqual([10_000, 5000, false])
    disk[0]?.resolve()
    await expect.poll(() => disk.length).toBe(3)
    disk[1]?.resolve()
    await expect.poll(() => imported.inserted).toBe(11_000)
    expect(isDone).toBe(false)
    disk[2]?.resolve()
    await done
    expect(imported).toMatchObject({ inserted: 11_000, customers: 100 })
  }))

test('what the disk could not write ends the import', () =>
  withWorld(async (world) => {
    const disk = slowDisk(world)
    const done = recordPieces(
      io,
      world.deps,
      pieces(1000),
      nothingYet('utf-8', header),
      { path: import.meta.filename },
      undefined,
    )
    done.catch(() => {})
    await expect.poll(() => disk.length).toBe(1)
    disk[0]?.reject(new Error('no room'))
    await expect(done).rejects.toThrow('no room')
  }))

test('contracts are taken some at a time, counted once each, and those that are taken are no longer held', () => {
  const contracts = new OrderContracts()
  const add = (line: number) => contracts.add(read(line, { subscription_external_id: `s${line % 3}` }).order, 'active')
  for (const line of [0, 1, 2, 3]) add(line)
  expect([contracts.waiting, contracts.size]).toEqual([3, 3])
  expect(contracts.take().map(({ contract }) => contract.external_id)).toEqual(['s0', 's1', 's2'])
  add(4)
  expect([contracts.waiting, contracts.size]).toEqual([1, 3])
  expect(contracts.take().map(({ contract }) => contract.external_id)).toEqual(['s1'])
  expect(contracts.take()).toEqual([])
})

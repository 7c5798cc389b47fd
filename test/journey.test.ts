import { afterEach, describe, test } from 'vitest'
import { BOUGHT_AT, unusedBranch, usedBranch } from './journey.ts'
import { openNodeWorld } from './support/node-world.ts'

let world: Awaited<ReturnType<typeof openNodeWorld>> | undefined
afterEach(() => world?.close())

describe('sixty days on Node and SQLite', () => {
  test('who uses the trial and feels it is offered the subscription on day 24', async () => {
    world = await openNodeWorld(BOUGHT_AT)
    await usedBranch(world)
  })

  test('who never answers is offered a gift on day 24, and nothing else changes', async () => {
    world = await openNodeWorld(BOUGHT_AT)
    await unusedBranch(world)
  })
})

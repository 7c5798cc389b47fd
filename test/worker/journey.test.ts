import { describe, test } from 'vitest'
import { BOUGHT_AT, unusedBranch, usedBranch } from '../journey.ts'
import { openWorkerWorld } from '../support/worker-world.ts'

describe('sixty days on Workers and D1', () => {
  test('who uses the trial and feels it is offered the subscription on day 24', async () => {
    await usedBranch(await openWorkerWorld(BOUGHT_AT))
  })

  test('who never answers is offered a gift on day 24, and nothing else changes', async () => {
    await unusedBranch(await openWorkerWorld(BOUGHT_AT))
  })
})

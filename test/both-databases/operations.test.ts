import { afterEach, describe } from 'vitest'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { operationsContract, START } from './operations.ts'

const opened: NodeWorld[] = []
afterEach(async () => {
  for (const world of opened.splice(0)) await world.close()
})

const open = async () => {
  const world = await openNodeWorld(START)
  opened.push(world)
  return world
}

describe('Node shows how it runs', () => operationsContract(open))

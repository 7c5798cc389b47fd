import { expect, test } from 'vitest'
import { flushInTurn } from '../../db/flush-in-turn.ts'

/** A disk that has written when the test says so. */
function slowDisk() {
  const turns: PromiseWithResolvers<void>[] = []
  const disk = flushInTurn(() => {
    turns.push(Promise.withResolvers())
    return (turns.at(-1) as PromiseWithResolvers<void>).promise
  })
  const heard: string[] = []
  const listen = (name: string, promise: Promise<void>) =>
    promise.then(
      () => void heard.push(name),
      (error: Error) => void heard.push(`${name}: ${error.message}`),
    )
  return { disk, turns, heard, ask: (name: string) => listen(name, disk.sync()), listen }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('whoever comes while the disk writes waits for its next turn, all of them for one', async () => {
  const { turns, heard, ask } = slowDisk()
  ask('a')
  await turn()
  ask('b')
  ask('c')
  await turn()
  expect(turns.length).toBe(1)
  turns[0]?.resolve()
  await turn()
  expect([turns.length, heard]).toEqual([2, ['a']])
  turns[1]?.resolve()
  await turn()
  expect([turns.length, heard]).toEqual([2, ['a', 'b', 'c']])
})

test('whoever wrote nothing waits for what others wrote, and for nobody when all is there', async () => {
  const { disk, turns, heard, ask, listen } = slowDisk()
  ask('a')
  await turn()
  listen('looked', disk.synced())
  await turn()
  expect(heard).toEqual([])
  turns[0]?.resolve()
  await turn()
  expect(heard).toEqual(['a', 'looked'])
  await disk.synced()
  expect(turns.length).toBe(1)
})

test('what the disk failed to write it is never asked for again: nobody after that is told all is well', async () => {
  const { turns, heard, ask } = slowDisk()
  ask('a')
  await turn()
  ask('b')
  turns[0]?.reject(new Error('no disk'))
  await turn()
  ask('c')
  await turn()
  expect([turns.length, heard]).toEqual([1, ['a: no disk', 'b: no disk', 'c: no disk']])
})

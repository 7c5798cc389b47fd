/** A long import gets room for what is young, and no more than that: V8 would take four times as much. */

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOM = join(import.meta.dirname, '../../bot/cli/room.ts')

/** In MB, of a process of its own: before, after, and after much that was in use at once. */
const young = (...flags: string[]): number[] =>
  JSON.parse(
    execFileSync(process.execPath, [
      ...flags,
      '--input-type=module',
      '-e',
      `import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
       const young = () =>
         Math.round(getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size / 1e6)
       setFlagsFromString('--semi-space-growth-factor=1')
       const { makeRoom } = await import(${JSON.stringify(ROOM)})
       const sizes = [young()]
       makeRoom()
       sizes.push(young())
       const held = []
       for (let n = 0; n < 60; n += 1) held.push(Array.from({ length: 30_000 }, (_, index) => ({ index })))
       console.log(JSON.stringify([...sizes, young(), held.length]))`,
    ]).toString(),
  )

test('it is widened once, and stays as it is', () => {
  const [before = 0, after = 0, later] = young()
  expect(before).toBeLessThan(10)
  expect(after).toBeGreaterThanOrEqual(30)
  expect(after).toBeLessThan(40)
  expect(later).toBe(after)
})

test('who started V8 with less has said so', () => {
  const [, after = 0] = young('--max-semi-space-size=4')
  expect(after).toBeLessThan(10)
})

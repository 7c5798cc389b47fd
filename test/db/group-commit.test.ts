import { describe, expect, test } from 'vitest'
import { groupCommits } from '../../db/group-commit.ts'

/** A disk that is written to when the test says so. */
function slowDisk() {
  const groups: string[][] = []
  const syncs: PromiseWithResolvers<void>[] = []
  const bad = new Set<string>()
  const insert = groupCommits<string>({
    commit(group) {
      if (group.includes('full')) throw new Error('the disk is full')
      groups.push(group)
      return group.map((one) => (bad.has(one) ? new Error(one) : undefined))
    },
    sync() {
      syncs.push(Promise.withResolvers())
      return (syncs.at(-1) as PromiseWithResolvers<void>).promise
    },
  })
  const heard: string[] = []
  const ask = (one: string) =>
    insert(one).then(
      () => void heard.push(one),
      (error: Error) => void heard.push(`${one}: ${error.message}`),
    )
  return { groups, syncs, bad, heard, ask }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))
/** Until nobody new has come for a turn. */
const quiet = async () => {
  for (let turns = 0; turns < 3; turns += 1) await turn()
}

describe('who shares a commit', () => {
  test('those who ask in one turn do, and nobody hears before it is on the disk', async () => {
    const { groups, syncs, heard, ask } = slowDisk()
    const all = [ask('a'), Promise.resolve().then(() => ask('b')), ask('c')]
    await quiet()
    expect([groups, syncs.length, heard]).toEqual([[['a', 'c', 'b']], 1, []])
    syncs[0]?.resolve()
    await Promise.all(all)
    expect(heard).toEqual(['a', 'c', 'b'])
  })

  test('so do those of the next turns, as long as each brings more; but not for ever', async () => {
    const { groups, syncs, ask } = slowDisk()
    const all: Promise<void>[] = []
    const oneEachTurn = (n: number) => {
      if (n < 39) setImmediate(oneEachTurn, n + 1)
      all.push(ask(`${n}`))
    }
    oneEachTurn(0)
    while (all.length < 40) await turn()
    expect(groups.map((group) => group.length)).toEqual([32])
    syncs[0]?.resolve()
    await quiet()
    syncs[1]?.resolve()
    await Promise.all(all)
    expect(groups.flat()).toEqual(Array.from({ length: 40 }, (_, n) => `${n}`))
  })

  test('who comes while the disk is written waits for the next, however many turns it takes', async () => {
    const { groups, syncs, heard, ask } = slowDisk()
    const first = ask('a')
    await quiet()
    const later = [ask('b')]
    await quiet()
    later.push(ask('c'))
    await quiet()
    expect([groups, heard]).toEqual([[['a']], []])
    syncs[0]?.resolve()
    await first
    await quiet()
    expect([groups, heard]).toEqual([[['a'], ['b', 'c']], ['a']])
    syncs[1]?.resolve()
    await Promise.all(later)
    const last = ask('d')
    await quiet()
    syncs[2]?.resolve()
    await last
    expect(groups).toEqual([['a'], ['b', 'c'], ['d']])
  })
})

describe('who hears of a failure', () => {
  test('only the one whose part it was', async () => {
    const { bad, syncs, heard, ask } = slowDisk()
    bad.add('b')
    const all = [ask('a'), ask('b'), ask('c')]
    await quiet()
    syncs[0]?.resolve()
    await Promise.all(all)
    expect(heard).toEqual(['a', 'b: b', 'c'])
  })

  test('all when nothing was kept; the next group is tried again', async () => {
    const { syncs, heard, ask } = slowDisk()
    await Promise.all([ask('a'), ask('full')])
    expect(heard).toEqual(['a: the disk is full', 'full: the disk is full'])
    const next = ask('b')
    await quiet()
    syncs[0]?.resolve()
    await next
    expect(heard.at(-1)).toBe('b')
  })

  test('everybody from the moment the disk did not keep what it was given', async () => {
    const { groups, syncs, heard, ask } = slowDisk()
    const first = ask('a')
    await quiet()
    const next = ask('b')
    syncs[0]?.reject(new Error('input/output error'))
    await Promise.all([first, next])
    await ask('c')
    expect(heard).toEqual(['a', 'b', 'c'].map((one) => `${one}: input/output error`))
    expect(groups).toEqual([['a']])
  })
})

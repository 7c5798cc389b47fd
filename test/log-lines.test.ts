import { expect, test } from 'vitest'
import { logLines } from '../bot/log-lines.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('the lines of one turn leave together, in order, each with its end', async () => {
  const written: string[] = []
  const { say } = logLines((text) => written.push(text))
  say('{"a":1}')
  await Promise.resolve()
  say('{"b":2}')
  expect(written).toEqual([])
  await turn()
  expect(written).toEqual(['{"a":1}\n{"b":2}\n'])
  say('{"c":3}')
  await turn()
  expect(written).toEqual(['{"a":1}\n{"b":2}\n', '{"c":3}\n'])
})

test('what is kept when the process ends is not lost, and is written once', async () => {
  const written: string[] = []
  const { say, flush } = logLines((text) => written.push(text))
  say('last words')
  flush()
  flush()
  await turn()
  expect(written).toEqual(['last words\n'])
})

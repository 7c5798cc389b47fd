/** Is every module of LINE's SDK that we call also put in? A forgotten one fails only on a customer's telephone (LINE §17). */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const text = readFileSync(join(import.meta.dirname, '../../liff/shared/liff.ts'), 'utf8')
const names = (pattern: RegExp) => new Set([...text.matchAll(pattern)].map(([, name = '']) => name.toLowerCase()))

test('what is called is put in, and nothing else', () => {
  const called = names(/\bcore\.(\w+)\(/g)
  called.delete('init')
  called.delete('use')
  expect(called.size).toBeGreaterThan(8)
  expect([...names(/core\.use\(new (\w+)\(\)\)/g)].sort()).toEqual([...called].sort())
})

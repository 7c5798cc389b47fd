/** What a log line may hold, whatever it is given. */

import { DrizzleQueryError } from 'drizzle-orm/errors'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { AppError, LineRejected } from '../bot/errors.ts'
import { jsonLog } from '../bot/log.ts'

function logged(fields?: Record<string, unknown>): { line: string; read: Record<string, unknown> } {
  const lines: string[] = []
  jsonLog(
    (line) => lines.push(line),
    () => new Date('2026-06-01T10:00:00+09:00'),
  )('happened', fields)
  expect(lines).toHaveLength(1)
  return { line: lines[0] ?? '', read: JSON.parse(lines[0] ?? '') }
}

/** What went wrong when this was run. */
function thrown(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing went wrong')
}

describe('a line', () => {
  test('says when and what, then ids and counts as they are', () => {
    const { read } = logged({
      requestId: 'q-1',
      due: 3,
      done: true,
      until: new Date(0),
      nothing: undefined,
      none: null,
    })
    expect(read).toEqual({
      at: '2026-06-01T01:00:00.000Z',
      event: 'happened',
      requestId: 'q-1',
      due: 3,
      done: true,
      until: '1970-01-01T00:00:00.000Z',
      none: null,
    })
    expect(logged().read).toEqual({ at: '2026-06-01T01:00:00.000Z', event: 'happened' })
  })

  test('is one JSON object of bounded size for anything at all', () => {
    const circle: Record<string, unknown> = { big: 10n ** 20n, odd: Symbol('x'), run: () => {} }
    circle.self = { circle }
    expect(logged(circle).read).toMatchObject({ big: '100000000000000000000' })
    const deep = JSON.parse(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`)
    expect(logged({ deep }).line.length).toBeLessThan(200)
    const wide = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`k${n}`, 'あ"\n'.repeat(500)]))
    const { line, read } = logged({ requestId: 'q-1', wide })
    expect([line.length < 9000, read.requestId, read.wide]).toEqual([true, 'q-1', undefined])
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.anything({ withBigInt: true, withDate: true, withMap: true })),
        (fields) => {
          const { line: one } = logged(fields)
          expect([one.includes('\n'), one.length < 9000]).toEqual([false, true])
        },
      ),
    )
  })

  test('hides what is called a secret or somebody’s own words, however deep', () => {
    const { line } = logged({
      replyToken: 'hush',
      details: [{ accessToken: 'hush', body: 'hush', headers: { Authorization: 'hush', 'Set-Cookie': 'hush' } }],
      SESSION_SECRET: 'hush',
      shopApiKey: ['hush'],
      text: { type: 'hush' },
      email: 'hush',
    })
    expect(line).not.toContain('hush')
    expect(logged({ tokens: 3, retryKey: 'q-1', customerId: 'c' }).read).toMatchObject({
      tokens: 3,
      retryKey: 'q-1',
      customerId: 'c',
    })
  })
})

describe('an error', () => {
  const frames = (read: Record<string, unknown>) => (read.error as { stack: string[] }).stack
  const here = expect.arrayContaining([expect.stringContaining('log.test.ts')])

  test('keeps its name, message, cause and where it happened', () => {
    const { read } = logged({ error: new TypeError('it is broken', { cause: new RangeError('too far') }) })
    expect(read.error).toEqual({
      name: 'TypeError',
      message: 'it is broken',
      cause: { name: 'RangeError', message: 'too far' },
      stack: here,
    })
  })

  test('of SQL loses the values, wherever they are quoted, and keeps the statement', () => {
    const values = ['山田 花子', 'line one\n    at evil (secret.ts:1:1)\nparams: again', 'hanako@example.jp']
    const cause = Object.assign(new Error('UNIQUE constraint failed: orders.id'), { code: 'SQLITE_CONSTRAINT' })
    const error = new DrizzleQueryError('insert into orders values (?, ?, ?)', values, cause)
    const { line, read } = logged({ error, message: error.message })
    expect(read).toMatchObject({
      message: 'Failed query: insert into orders values (?, ?, ?)',
      error: {
        message: 'Failed query: insert into orders values (?, ?, ?)',
        cause: { code: 'SQLITE_CONSTRAINT', message: 'UNIQUE constraint failed: orders.id' },
        stack: here,
      },
    })
    expect(line).not.toMatch(/花子|evil|hanako|again/)
  })

  test.each([
    ['from its beginning', '山田花子'],
    ['from its middle', `{"name": 山田花子, "more": "${'x'.repeat(80)}"}`],
    ['with line breaks', '{"a": 1,\n"name": 山田"花子"}'],
  ])('of JSON loses the words it quotes %s', (_where, text) => {
    const { line, read } = logged({ error: thrown(() => JSON.parse(text)) })
    expect(line).not.toMatch(/[山田花子]/)
    expect(read.error).toMatchObject({ name: 'SyntaxError', message: 'not valid JSON' })
  })

  test('of a schema says where, not what stood there', () => {
    const schema = z.strictObject({
      email: z.string().refine(() => false, { error: ({ input }) => `${input} is odd` }),
    })
    const { line, read } = logged({ error: schema.safeParse({ email: 'hanako@example.jp', 花子: 1 }).error })
    expect(line).not.toMatch(/hanako|花子/)
    expect(read.error).toMatchObject({ issues: expect.arrayContaining([{ path: 'email', code: 'custom' }]) })
  })

  test('of a header loses the token', () => {
    const error = thrown(() => new Headers({ authorization: 'Bearer abc-hush\ndef-hush' })) as Error
    expect(error.message).toContain('hush')
    expect(logged({ error, message: error.message }).line).not.toContain('hush')
  })

  test('of LINE or of the caller says what was answered', () => {
    const answer = {
      status: 400,
      requestId: 'line-1',
      message: 'bad',
      details: [{ property: 'messages[0]', message: 'x' }],
    }
    expect(logged({ error: new LineRejected(answer) }).read.error).toEqual({ name: 'LineRejected', ...answer })
    expect(logged({ error: new AppError('invalid', 'no') }).read.error).toEqual({ code: 'invalid', message: 'no' })
  })

  test('with a message of a megabyte is cut, and logging it takes no time to speak of', () => {
    const error = new Error(`${'"é\n'.repeat(300_000)} is not valid JSO`)
    const { line, read } = logged({ error })
    expect([line.length < 9000, frames(read).length > 0]).toEqual([true, true])
  })
})

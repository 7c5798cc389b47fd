/** An invocation that ends in the middle, as at a Worker's CPU limit: after so many calls nothing comes back any more. */

import type { D1Database, D1PreparedStatement } from '@cloudflare/workers-types'
import type { Line } from '../../bot/deps.ts'

const never = <T>() => new Promise<T>(() => {})

export interface Life {
  /** Lets a call through, or lets it vanish. */
  step<T>(call: () => Promise<T>): Promise<T>
  /** Resolves at the end of it. */
  over: Promise<'over'>
}

/**
 * @param calls to the database or to LINE: the last of them still takes effect, and its answer is lost
 */
export function mortal(calls: number): Life {
  let made = 0
  let dead = false
  let end: (word: 'over') => void
  const over = new Promise<'over'>((resolve) => {
    end = resolve
  })
  return {
    over,
    async step(call) {
      made += 1
      if (dead) return never()
      if (made === calls) {
        dead = true
        await call().catch(() => {})
        end('over')
        return never()
      }
      const answer = await call()
      return dead ? never() : answer
    },
  }
}

/** The calls that take effect at LINE. */
export const mortalLine = (line: Line, life: Life): Line => ({
  ...line,
  push: (...call) => life.step(() => line.push(...call)),
  multicast: (...call) => life.step(() => line.multicast(...call)),
})

const real = new WeakMap<object, D1PreparedStatement>()

function mortalStatement(statement: D1PreparedStatement, life: Life): D1PreparedStatement {
  const wrapped = new Proxy(statement, {
    get(target, name) {
      const value = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      if (name === 'bind') return (...values: unknown[]) => mortalStatement(target.bind(...values), life)
      return (...values: unknown[]) => life.step(() => value.apply(target, values))
    },
  })
  real.set(wrapped, statement)
  return wrapped
}

export const mortalD1 = (db: D1Database, life: Life): D1Database =>
  new Proxy(db, {
    get(target, name) {
      if (name === 'prepare') return (sql: string) => mortalStatement(target.prepare(sql), life)
      if (name === 'batch')
        return (statements: D1PreparedStatement[]) =>
          life.step(() => target.batch(statements.map((statement) => real.get(statement) ?? statement)))
      const value = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })

/** LINE's token becomes our session, and a login is never asked for in a circle (LINE §16.2). */

import { describe, expect, test } from 'vitest'
import { openSession } from '../../liff/app/session.ts'
import { ApiProblem } from '../../liff/shared/api.ts'
import type { Liff } from '../../liff/shared/liff.ts'
import { memory } from './memory.ts'

const SESSION = { token: 't', expires_at: '2026-11-21T10:00:00Z', customer: { linked: false, friend: true } }
const HERE = 'https://shop.example/liff/survey?from=abc'
const expired = () =>
  new ApiProblem('unauthorized', '期限が切れました。', { status: 401, details: { reason: 'expired' } })

function entrance(liff: Partial<Liff>, answers: Record<string, () => unknown>, keep = memory()) {
  const done: string[] = []
  const sdk = {
    isInClient: () => false,
    isLoggedIn: () => true,
    idToken: () => 'id',
    accessToken: () => 'access',
    login: (address: string) => void done.push(`login ${address}`),
    logout: () => void done.push('logout'),
    ...liff,
  } as Liff
  const exchange = async (proof: object) => {
    const [kind = ''] = Object.keys(proof)
    done.push(kind)
    const answer = answers[kind]?.()
    if (answer instanceof Error) throw answer
    return SESSION
  }
  return { done, keep, open: () => openSession({ liff: sdk, exchange, keep, here: () => HERE }) }
}

const leaves = async (promise: Promise<unknown>) =>
  expect(await Promise.race([promise, new Promise((r) => setTimeout(r, 20, 'away'))])).toBe('away')

describe('outside LINE', () => {
  test('who is not logged in goes to LINE and comes back to the very same page', async () => {
    const { done, open } = entrance({ isLoggedIn: () => false }, {})
    await leaves(open())
    expect(done).toEqual([`login ${HERE}`])
  })

  test('an expired ID token: logged out and in again, once; the second time it is said', async () => {
    const keep = memory()
    const first = entrance({}, { id_token: expired }, keep)
    await leaves(first.open())
    expect(first.done).toEqual(['id_token', 'logout', `login ${HERE}`])
    const second = entrance({}, { id_token: expired }, keep)
    await expect(second.open()).rejects.toThrow('期限')
    expect(second.done).toEqual(['id_token'])
  })

  test('after a login that worked the next expiry may log in again', async () => {
    const keep = memory()
    await leaves(entrance({}, { id_token: expired }, keep).open())
    await entrance({}, {}, keep).open()
    const later = entrance({}, { id_token: expired }, keep)
    await leaves(later.open())
    expect(later.done).toContain('logout')
  })
})

describe('inside LINE', () => {
  const inside = { isInClient: () => true }
  test('an expired ID token gives way to the access token, without a login', async () => {
    const { done, open } = entrance(inside, { id_token: expired })
    expect(await open()).toEqual(SESSION)
    expect(done).toEqual(['id_token', 'access_token'])
  })
  test('who declined the ID token is known by the access token', async () => {
    const { done, open } = entrance({ ...inside, idToken: () => undefined }, {})
    await open()
    expect(done).toEqual(['access_token'])
  })
  test('login is never called', async () => {
    const { done, open } = entrance({ ...inside, isLoggedIn: () => false }, {})
    await expect(open()).rejects.toThrow(ApiProblem)
    expect(done).toEqual([])
  })
})

test('another refusal than expiry is passed on as it is', async () => {
  const busy = new ApiProblem('unavailable', '混み合っています。', { status: 503 })
  const { done, open } = entrance({}, { id_token: () => busy })
  await expect(open()).rejects.toBe(busy)
  expect(done).toEqual(['id_token'])
})

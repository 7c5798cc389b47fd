/** Does a page that gets no answer come to a word about it, whichever way it asked? */

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createApi, getJson, postJson } from '../../liff/shared/api.ts'

/** How long each question would have waited, in milliseconds; here nobody waits. */
let waited: number[]
beforeEach(() => {
  waited = []
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
    waited.push(milliseconds)
    return AbortSignal.abort()
  })
  // A train in a tunnel: only whoever gives up by themselves hears something.
  vi.stubGlobal('fetch', (_: string, { signal }: RequestInit = {}) =>
    signal?.aborted ? Promise.reject(signal.reason) : new Promise(() => {}),
  )
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const api = createApi({ token: 't', renew: async () => undefined })

test.each([
  ['the settings, before anybody is known', () => getJson('/api/liff/config')],
  ['the session', () => postJson('/api/liff/session', { id_token: 'x' })],
  ['what a page shows', () => api.get('/me')],
  ['what is sent', () => api.post('/surveys/1/responses', {})],
  ['a draft', () => api.put('/surveys/1/draft', {})],
])('%s: not longer than somebody in a train waits', async (_, ask) => {
  await expect(ask()).rejects.toMatchObject({ code: 'unreachable' })
  expect(waited.every((milliseconds) => milliseconds <= 30_000)).toBe(true)
})

test('who asks for long work waits longer', async () => {
  await expect(postJson('/simulator/api/travel', {}, 600_000)).rejects.toMatchObject({ code: 'unreachable' })
  expect(waited).toEqual([600_000])
})

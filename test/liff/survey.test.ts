/** Answers are never lost and never doubled: on a bad line, over a closed page, on a shared telephone. */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CurrentSurvey, SurveyAnswers } from '../../bot/core/liff-pages.ts'
import { ApiProblem } from '../../liff/shared/api.ts'
import type { Keep } from '../../liff/shared/keep.ts'
import { createSurvey } from '../../liff/survey/store.ts'
import { memory } from './memory.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const q = (id: string, optional = false) => ({ id, kind: 'text' as const, text: id, optional, sensitive: false })
const SURVEY = { id: 'inv', name: 'a', skippable: false, questions: [q('one'), q('two', true)] }
const offline = () => new ApiProblem('unreachable', 'つながりません。')
const refused = (status: number, details?: unknown) => new ApiProblem('x', `断り${status}`, { status, details })

function page({ keep = memory(), current = { survey: SURVEY } as CurrentSurvey, problems = [] as Error[] } = {}) {
  const calls: [string, unknown?][] = []
  const events = new EventTarget()
  const api = {
    get: async () => structuredClone(current) as never,
    put: async (url: string, body: unknown) => void calls.push([url, body]) as never,
    post: async (url: string, body: unknown) => {
      calls.push([url, structuredClone(body)])
      const problem = problems.shift()
      if (problem) throw problem
      return { replies: [], repeated: false } as never
    },
  }
  const store = createSurvey({ api, keep, events })
  return { store, calls, events, keep, problems, stage: () => store.state.value.stage.kind }
}

const posts = (calls: [string, unknown?][]) =>
  calls.filter(([url]) => url.endsWith('/responses')).map(([url, body]) => [url, (body as SurveyAnswers).answers])
const keptOf = (keep: Keep) => keep.read<{ sending: boolean; saved: boolean }>('survey:inv')

async function answered(part: Parameters<typeof page>[0] = {}) {
  const opened = page(part)
  await opened.store.load()
  opened.store.answer('one', 'よい')
  opened.store.next()
  opened.store.next()
  return opened
}

describe('a good line', () => {
  test('every answer is on the device at once and with the server when the thumb rests', async () => {
    const { store, keep, calls } = page()
    await store.load()
    store.answer('one', 'よ')
    expect(keptOf(keep)).toMatchObject({ saved: false })
    store.answer('one', 'よい')
    expect(calls).toEqual([])
    await vi.advanceTimersByTimeAsync(1000)
    expect(calls).toEqual([['/surveys/inv/draft', expect.objectContaining({ answers: { one: 'よい' } })]])
    expect(keptOf(keep)).toMatchObject({ saved: true })
  })

  test('sent once, however often it is pressed; the device forgets', async () => {
    const { store, calls, keep, stage } = await answered()
    await Promise.all([store.send(), store.send(), store.send()])
    expect(posts(calls)).toEqual([['/surveys/inv/responses', { one: 'よい' }]])
    expect(stage()).toBe('thanks')
    expect(keptOf(keep)).toBeUndefined()
  })

  test('a required question holds, an optional one does not', async () => {
    const { store } = page()
    await store.load()
    store.next()
    expect(store.state.value.problems.one).toContain('お書きください')
    store.answer('one', 'あ')
    expect(store.state.value.problems).toEqual({})
  })
})

describe('a bad line', () => {
  test('answers wait on the device, and go in growing pauses until somebody has them', async () => {
    const { store, calls, stage, keep } = await answered({ problems: [offline(), offline(), refused(503)] })
    await store.send()
    expect([stage(), keptOf(keep)?.sending]).toEqual(['kept', true])
    await vi.advanceTimersByTimeAsync(3000)
    await vi.advanceTimersByTimeAsync(6000)
    expect([posts(calls).length, stage()]).toEqual([3, 'kept'])
    await vi.advanceTimersByTimeAsync(12_000)
    expect([posts(calls).length, stage()]).toEqual([4, 'thanks'])
    await vi.advanceTimersByTimeAsync(600_000)
    expect(posts(calls).length).toBe(4)
  })

  test('at once when the net is back', async () => {
    const { store, events, stage } = await answered({ problems: [offline()] })
    await store.send()
    events.dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(0)
    expect(stage()).toBe('thanks')
  })

  test('the page was closed meanwhile: the next visit sends them first', async () => {
    const first = await answered({ problems: [offline()] })
    await first.store.send()
    first.store.close()
    const second = page({ keep: first.keep })
    await second.store.load()
    expect(posts(second.calls)).toEqual([['/surveys/inv/responses', { one: 'よい' }]])
    expect(second.stage()).toBe('thanks')
  })

  test.each([
    ['our server says so', new ApiProblem('unauthorized', '', { status: 401 })],
    ['LINE has nobody to name any more', new ApiProblem('unauthorized', 'LINEのログインの期限が切れました。')],
  ])('the session is over and cannot be renewed, %s: kept, and said so', async (_, problem) => {
    const { store, keep } = await answered({ problems: [problem] })
    await store.send()
    expect(store.state.value.stage).toMatchObject({ kind: 'kept', who: true })
    expect(keptOf(keep)?.sending).toBe(true)
  })
})

describe('the server says no', () => {
  test('to one answer: back to that question, with its sentence, nothing lost', async () => {
    const problem = refused(400, { questions: { one: '短くお願いします。' } })
    const { store, calls } = await answered({ problems: [problem] })
    await store.send()
    expect(store.state.value.stage).toMatchObject({ kind: 'asking', sitting: { at: 0, answers: { one: 'よい' } } })
    expect(store.state.value.problems).toEqual({ one: '短くお願いします。' })
    store.answer('one', '良')
    store.next()
    store.next()
    await store.send()
    expect(posts(calls).at(-1)).toEqual(['/surveys/inv/responses', { one: '良' }])
  })

  test('because it is closed: its own sentence', async () => {
    const { store, keep } = await answered({ problems: [refused(409)] })
    await store.send()
    expect(store.state.value.stage).toEqual({ kind: 'closed', message: '断り409' })
    expect(keptOf(keep)).toBeUndefined()
  })

  test('because they are somebody else’s on a shared telephone: they wait, and this person is asked their own', async () => {
    const keep = memory()
    keep.write('survey:hers', { said: { answers: { one: '彼女' } }, at: 1, sending: true, changed: Date.now() })
    const { store, stage } = page({ keep, problems: [refused(404)] })
    await store.load()
    expect(stage()).toBe('asking')
    expect(keep.read('survey:hers')).toMatchObject({ sending: true })
  })
})

describe('coming back', () => {
  test('unsaved answers of this device are newer than the server’s', async () => {
    const { keep, store } = page()
    await store.load()
    store.answer('one', '端末')
    const again = page({ keep, current: { survey: { ...SURVEY, draft: { answers: { one: '古い' } } } } })
    await again.store.load()
    expect(again.store.state.value.stage).toMatchObject({ sitting: { answers: { one: '端末' } } })
  })

  test('else the server’s, which another device may have written', async () => {
    const { keep, store } = page()
    await store.load()
    store.answer('one', '端末')
    await vi.advanceTimersByTimeAsync(1000)
    const again = page({ keep, current: { survey: { ...SURVEY, draft: { answers: { one: '別の端末' } } } } })
    await again.store.load()
    expect(again.store.state.value.stage).toMatchObject({ sitting: { answers: { one: '別の端末' } } })
  })

  test('nothing to ask: said, with the day of the last answers', async () => {
    const { store } = page({ current: { answered_at: '2026-11-21' } })
    await store.load()
    expect(store.state.value.stage).toEqual({ kind: 'none', answeredAt: '2026-11-21' })
  })

  test('too late: said as such, not as if nobody had asked', async () => {
    const { store } = page({ current: { closed: '受付の期間が過ぎました。' } })
    await store.load()
    expect(store.state.value.stage).toEqual({ kind: 'closed', message: '受付の期間が過ぎました。' })
  })

  test('a device that remembers nothing loses nothing while the page is open', async () => {
    const deaf: Keep = { read: () => undefined, write: () => false, drop: () => undefined, keys: () => [] }
    const { store, stage } = await answered({ keep: deaf, problems: [offline()] })
    await store.send()
    expect(store.state.value.stage).toMatchObject({ kind: 'kept', stored: false })
    await vi.advanceTimersByTimeAsync(3000)
    expect(stage()).toBe('thanks')
  })
})

/** The pages on Cloudflare: the Worker stands before its assets and gives them the same headers as on Node. */

import { createExecutionContext, env } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { type Bindings, createWorker } from '../../bot/worker.ts'

const asked: string[] = []
const ASSETS = {
  fetch: async (request: Request) => {
    const { pathname } = new URL(request.url)
    asked.push(pathname)
    return pathname === '/liff/' ? new Response('the page') : new Response(undefined, { status: 404 })
  },
}
const ask = (path: string) =>
  createWorker().fetch(
    new Request(`https://bot.example.jp${path}`),
    { ...env, ASSETS } as unknown as Bindings,
    createExecutionContext(),
  )

test('every address below /liff is the one page, with its policy', async () => {
  const answer = await ask('/liff/survey?from=a')
  expect(await answer.text()).toBe('the page')
  expect(answer.headers.get('cache-control')).toBe('no-cache')
  expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect(asked).toEqual(['/liff/'])
})

test('the desk’s phone is not here', async () => {
  for (const path of ['/simulator/', '/simulator/liff-sdk.js', '/simulator/api/state'])
    expect((await ask(path)).status).toBe(404)
})

/** Everything the bot says to LINE, and everything LINE says to it, in two whole journeys, held against LINE's own contract. */

import { describe, expect, test } from 'vitest'
import { BOUGHT_AT, unusedBranch, usedBranch } from './journey.ts'
import { type LineContract, lineContract, type Problem } from './support/line-openapi.ts'
import { openNodeWorld } from './support/node-world.ts'
import type { World } from './support/world.ts'

const contract = lineContract()

interface Call {
  method: string
  path: string
  status: number
  retryKey?: string
  body?: unknown
}

/** Which schema a request has to keep. Undefined: it has no body. */
function schemaOf({ method, path }: Call): string | undefined {
  const name = /^\/v2\/bot\/message\/(push|multicast|reply)$/.exec(path)?.[1]
  if (method === 'POST' && name)
    return { push: 'PushMessageRequest', multicast: 'MulticastRequest', reply: 'ReplyMessageRequest' }[name]
  if (method === 'GET' && /^\/v2\/bot\/profile\/U[0-9a-f]{32}$/.test(path)) return undefined
  if (method === 'GET' && /^\/v2\/bot\/message\/quota(\/consumption)?$/.test(path)) return undefined
  throw new Error(`a call to LINE that nobody wrote a test for: ${method} ${path}`)
}

const RETRY_KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

function problemsOf(calls: Call[], { outbound }: Pick<LineContract, 'outbound'>): (Problem & { call: string })[] {
  return calls.flatMap((call) => {
    const schema = schemaOf(call)
    const found = schema ? outbound(schema)(call.body) : []
    // A push without its key on the first try can never be repeated; a reply with one is refused (LINE §6.3).
    const keyed = /(push|multicast)$/.test(call.path)
    if (keyed !== RETRY_KEY.test(call.retryKey ?? ''))
      found.push({ property: 'x-line-retry-key', message: keyed ? 'is missing' : 'does not belong here' })
    return found.map((problem) => ({ ...problem, call: `${call.method} ${call.path}` }))
  })
}

/** Lives a journey; gives what went out and what came in. */
async function live(story: (world: World) => Promise<void>) {
  const world = await openNodeWorld(BOUGHT_AT, {
    standIn: { validate: contract && ((name, body) => contract.outbound(name)(body)) },
  })
  const heard: unknown[] = []
  const bot = world.stage.bot
  world.stage.bot = (path, init) => {
    if (path === '/webhook') heard.push(JSON.parse(String(init.body)))
    return bot(path, init)
  }
  try {
    await story(world)
    return { calls: (await world.stage.line('GET', '/control/requests')) as Call[], heard }
  } finally {
    await world.close()
  }
}

describe.skipIf(!contract)("LINE's contract", () => {
  // Without the folder the tests below are collected all the same, but none is run.
  const { outbound, webhook } = contract ?? { outbound: () => () => [], webhook: () => () => [] }

  test.each([
    ['of who uses the trial', usedBranch],
    ['of who never answers', unusedBranch],
  ])('is kept by every request and every webhook of the journey %s', async (_, story) => {
    const { calls, heard } = await live(story)
    expect(calls.filter((call) => /push$/.test(call.path)).length).toBeGreaterThan(10)
    expect(problemsOf(calls, { outbound })).toEqual([])
    expect(calls.filter((call) => call.status !== 200)).toEqual([])
    expect(heard.length).toBeGreaterThan(0)
    expect(heard.flatMap((body) => webhook('CallbackRequest')(body))).toEqual([])
  })

  const call = (path: string, body: unknown, retryKey?: string): Call => ({
    method: 'POST',
    path: `/v2/bot/message/${path}`,
    status: 200,
    body,
    ...(retryKey && { retryKey }),
  })
  const KEY = '01a2001f-567f-7455-bb79-a2c2392ea02d'
  const text = [{ type: 'text', text: 'こんにちは' }]

  test('a good push and a good reply have no problems', () => {
    expect(
      problemsOf([call('push', { to: 'U', messages: text }, KEY), call('reply', { replyToken: 'r', messages: text })], {
        outbound,
      }),
    ).toEqual([])
  })

  test.each([
    ['a push without its retry key', call('push', { to: 'U', messages: text })],
    ['a push with a key that is no UUID', call('push', { to: 'U', messages: text }, 'again')],
    ['a reply with a retry key', call('reply', { replyToken: 'r', messages: text }, KEY)],
    ['a reply without its token', call('reply', { messages: text })],
    ['a push to nobody', call('push', { messages: text }, KEY)],
    ['a message of a kind that does not exist', call('push', { to: 'U', messages: [{ type: 'telegram' }] }, KEY)],
    ['a misspelt property', call('push', { to: 'U', messages: [{ type: 'text', text: 'a', quikReply: {} }] }, KEY)],
    [
      'a misspelt property deep in a card',
      call(
        'push',
        {
          to: 'U',
          messages: [
            {
              type: 'flex',
              altText: 'a',
              contents: {
                type: 'bubble',
                body: { type: 'box', layout: 'vertical', contents: [{ type: 'text', txt: 'a' }] },
              },
            },
          ],
        },
        KEY,
      ),
    ],
  ])('%s would be noticed', (_, bad) => {
    expect(problemsOf([bad], { outbound })).not.toEqual([])
  })

  test('a call that is new to us would be noticed', () => {
    expect(() => problemsOf([call('broadcast', { messages: text }, KEY)], { outbound })).toThrow(
      'nobody wrote a test for',
    )
  })

  test('a webhook that LINE would not send would be noticed', () => {
    const event = { type: 'message', mode: 'active', timestamp: 1, source: { type: 'user' } }
    expect(webhook('CallbackRequest')({ destination: 'U', events: [event] })).not.toEqual([])
  })
})

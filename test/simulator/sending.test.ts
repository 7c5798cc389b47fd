import { expect, test } from 'vitest'
import { startStandIn } from '../support/stand-in.ts'

const hello = [{ type: 'text', text: 'こんにちは' }]
const push = (to: string, messages: unknown = hello) => ({ to, messages })

test('a push to a friend arrives, and is answered with ids that are decimal strings beyond 2^53', async () => {
  const { api, platform } = startStandIn()
  const { userId } = platform.addUser({ displayName: 'はな' })
  const { status, body, headers } = await api('POST', '/v2/bot/message/push', push(userId))
  expect(status).toBe(200)
  expect(body.sentMessages[0].id).toMatch(/^\d{18}$/)
  expect(body.sentMessages[0].quoteToken).toBeTruthy()
  expect(headers.get('x-line-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  expect(platform.outbox(userId)).toMatchObject([
    { userId, kind: 'push', messages: hello, requestId: headers.get('x-line-request-id') },
  ])
})

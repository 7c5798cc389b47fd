/** A message that leaves by Node's own client: the very bytes, one connection, and no answer that is not whole. */
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { poster } from '../../bot/line/post.ts'

const KEY = '01a2001f-567f-7455-bb79-a2c2392ea02d'
const OTHER_KEY = '01a2001f-567f-7455-bb79-a2c2392ea02e'
const BODY = JSON.stringify({ to: `U${'a'.repeat(32)}`, messages: [{ type: 'text', text: 'こんにちは' }] })

interface Heard {
  method?: string
  url?: string
  headers: IncomingHttpHeaders
  body: string
  /** Which connection it came by. */
  port?: number
}
let heard: Heard[]
let answer: (response: ServerResponse) => void
let server: Server
let url: string
beforeEach(async () => {
  heard = []
  answer = (response) => void response.end('{}')
  server = createServer(async ({ method, url, headers, socket }, response) => {
    const body = await text(response.req)
    heard.push({ method, url, headers, body, port: socket.remotePort })
    answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})
const ready = (body: string, retryKey = KEY) => ({ path: '/v2/bot/message/push', body, retryKey, token: 'a token' })

test('is sent byte for byte, with its key, and not written anew', async () => {
  const body = '{ "to": "U1",\n  "messages": [{"type":"text","text":"\\u3042 あ 👩‍👩‍👧"}], "n": 1.0 }'
  await poster(url, 1000)(ready(body))
  expect(heard).toEqual([
    expect.objectContaining({
      method: 'POST',
      url: '/v2/bot/message/push',
      body,
      headers: expect.objectContaining({
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        authorization: 'Bearer a token',
        'x-line-retry-key': KEY,
      }),
    }),
  ])
})

test('follows another on the same connection', async () => {
  const post = poster(url, 1000)
  await post(ready(BODY, KEY))
  await post(ready(BODY, OTHER_KEY))
  expect(new Set(heard.map(({ port }) => port)).size).toBe(1)
})

test('does not follow one that failed on the same connection, where it would be cut off', async () => {
  const post = poster(url, 1000)
  answer = (response) => void response.writeHead(500).end()
  await expect(post(ready(BODY, KEY))).rejects.toThrow()
  answer = (response) => void response.end()
  await post(ready(BODY, KEY))
  expect(new Set(heard.map(({ port }) => port)).size).toBe(2)
})

test('that nobody answers leaves no connection behind', async () => {
  answer = () => {}
  const closed = new Promise((resolve) => server.on('connection', (socket) => socket.once('close', resolve)))
  await expect(poster(url, 20)(ready(BODY))).rejects.toThrow()
  await closed
})

test.each(['<html>', '{"sentMessages":[{'])('that is answered with "%s" was not taken for certain', async (said) => {
  answer = (response) => void response.end(said)
  await expect(poster(url, 1000)(ready(BODY))).rejects.toThrow()
})

test('that is half answered was not taken for certain', async () => {
  answer = (response) => {
    response.writeHead(200, { 'content-length': 100 })
    response.write('{"sent', () => response.destroy())
  }
  await expect(poster(url, 1000)(ready(BODY))).rejects.toThrow()
})

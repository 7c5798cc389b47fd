/** How many signed webhooks does a server take in a second? Sockets kept open, requests made and signed beforehand. */

import { createHmac, randomBytes, randomInt } from 'node:crypto'
import { connect, type Socket } from 'node:net'

export interface Signed {
  id: string
  /** The whole HTTP request. */
  bytes: Buffer
}

export interface Round {
  perSecond: number
  /** Milliseconds, ascending. */
  latencies: Float64Array
  accepted: string[]
  /** This process's share of a core: near 1 it is the load that is measured, and not the server. */
  busy: number
}

const ULID = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const USERS = Array.from({ length: 5000 }, () => `U${randomBytes(16).toString('hex')}`)

function ulid(at: number): string {
  const time = Array.from({ length: 10 }, (_, index) => ULID[Math.floor(at / 32 ** (9 - index)) % 32])
  return [...time, ...Array.from(randomBytes(16), (byte) => ULID[byte % 32])].join('')
}

/** One customer's words, with every field that LINE sends beside them (LINE §4). */
function textEvent(id: string, at: number) {
  return {
    type: 'message',
    message: {
      type: 'text',
      id: `${500_000_000_000_000_000n + BigInt(at)}`,
      quoteToken: randomBytes(48).toString('base64url'),
      markAsReadToken: randomBytes(48).toString('base64url'),
      text: '化粧水、使い始めて一週間です。しっとりして気に入っています😊',
    },
    webhookEventId: id,
    deliveryContext: { isRedelivery: false },
    timestamp: at,
    source: { type: 'user', userId: USERS[randomInt(USERS.length)] },
    replyToken: randomBytes(16).toString('hex'),
    mode: 'active',
  }
}

export function signedWebhooks(count: number, secret: string): Signed[] {
  return Array.from({ length: count }, () => {
    const at = Date.now()
    const id = ulid(at)
    const body = Buffer.from(JSON.stringify({ destination: `U${'0'.repeat(32)}`, events: [textEvent(id, at)] }))
    const head = [
      'POST /webhook HTTP/1.1',
      'Host: shop.example',
      'User-Agent: LineBotWebhook/2.0',
      'Content-Type: application/json; charset=utf-8',
      `X-Line-Signature: ${createHmac('sha256', secret).update(body).digest('base64')}`,
      `Content-Length: ${body.length}`,
    ]
    return { id, bytes: Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]) }
  })
}

/** The status once the whole answer is here; both servers answer without a body. */
function statusOf(answer: string): number | undefined {
  const end = answer.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const whole = answer.includes('chunked') ? answer.endsWith('0\r\n\r\n') : true
  return whole ? Number(answer.slice(9, 12)) : undefined
}

/** Each connection sends its next request when the last one is answered. */
export async function load(port: number, requests: Signed[], connections: number): Promise<Round> {
  const sockets = await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect(port, '127.0.0.1').setNoDelay()
      await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
      return socket
    }),
  )
  const latencies = new Float64Array(requests.length)
  const accepted: string[] = []
  let next = 0
  const drive = (socket: Socket) =>
    new Promise<void>((resolve, reject) => {
      let current = -1
      let sentAt = 0
      let answer = ''
      const send = () => {
        current = next++
        const request = requests[current]
        if (!request) return resolve()
        sentAt = performance.now()
        socket.write(request.bytes)
      }
      socket.once('error', reject)
      socket.on('data', (part) => {
        answer += part.toString('latin1')
        const status = statusOf(answer)
        if (status === undefined) return
        latencies[current] = performance.now() - sentAt
        if (status === 200) accepted.push(requests[current]?.id ?? '')
        answer = ''
        send()
      })
      send()
    })
  const cpu = process.cpuUsage()
  const start = performance.now()
  await Promise.all(sockets.map(drive))
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  for (const socket of sockets) socket.destroy()
  return {
    perSecond: requests.length / seconds,
    latencies: latencies.sort(),
    accepted,
    busy: (user + system) / 1e6 / seconds,
  }
}

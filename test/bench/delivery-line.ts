/** LINE, answering at once: a child process that counts calls and the people they reached. `GET /counts` tells and forgets. */

import { createServer } from 'node:http'

export interface Counts {
  calls: number
  recipients: number
  /** As many as recipients, when nobody got anything twice. */
  people: number
  /** Calls that were neither push nor multicast. */
  others: number
}

const people = new Set<string>()
let calls = 0
let recipients = 0
let others = 0

function count(url: string, body: string): object {
  if (!/\/v2\/bot\/message\/(push|multicast)$/.test(url)) {
    others += 1
    return { type: 'none', totalUsage: 0 }
  }
  const { to } = JSON.parse(body) as { to: string | string[] }
  calls += 1
  for (const userId of [to].flat()) {
    recipients += 1
    people.add(userId)
  }
  return { sentMessages: [] }
}

function tell(): Counts {
  const told = { calls, recipients, people: people.size, others }
  people.clear()
  calls = recipients = others = 0
  return told
}

const server = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    const url = request.url ?? ''
    const answer = url === '/counts' ? tell() : count(url, Buffer.concat(parts).toString())
    response.writeHead(200, { 'content-type': 'application/json', 'x-line-request-id': 'bench' })
    response.end(JSON.stringify(answer))
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
})
process.on('disconnect', () => process.exit())

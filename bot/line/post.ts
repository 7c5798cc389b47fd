/**
 * How does a text that is ready reach LINE from Node? By its own HTTP client, on connections kept open: the SDK's `fetch`
 * takes three times the work, and was most of what a message cost where each customer gets their own.
 */

import { type IncomingMessage, request as plain } from 'node:http'
import { request as secure } from 'node:https'
import { URL, urlToHttpOptions } from 'node:url'
import { HTTPFetchError } from '@line/bot-sdk'

/** One request that LINE takes once, whatever the number of tries (LINE §6.3). */
export interface Ready {
  path: string
  /** Sent byte for byte as it is. */
  body: string
  retryKey: string
  token: string
}

/**
 * @returns LINE's id of the request
 * @throws HTTPFetchError for an answer other than 2xx, as the SDK does; anything else for no answer, or half of one
 */
export type Post = (ready: Ready) => Promise<string | undefined>

/** @param silenceMs after which a connection on which nothing was heard is given up, so that none are left to hang */
export function poster(baseUrl: string, silenceMs: number): Post {
  const { protocol, ...place } = urlToHttpOptions(new URL(baseUrl))
  const request = protocol === 'https:' ? secure : plain
  return ({ path, body, retryKey, token }) =>
    new Promise((resolve, reject) => {
      const headers = {
        'User-Agent': 'fanbelt',
        'Content-Type': 'application/json',
        Authorization: `Bearer ${token}`,
        'X-Line-Retry-Key': retryKey,
      }
      const asked = request({ ...place, path, method: 'POST', headers, timeout: silenceMs })
      asked.on('response', (answer) => read(answer, resolve, reject))
      asked.on('timeout', () => asked.destroy(new Error(`no answer within ${silenceMs / 1000} s`)))
      asked.on('error', reject)
      // With no part written before, its length is told in front of it, and all leaves at once.
      asked.end(body)
    })
}

function read(
  answer: IncomingMessage,
  resolve: (requestId: string | undefined) => void,
  reject: (error: unknown) => void,
): void {
  const { socket } = answer
  let text = ''
  answer.setEncoding('utf8')
  answer.on('data', (part: string) => {
    text += part
  })
  // An answer cut short by the connection.
  answer.on('error', reject)
  answer.on('end', () => {
    try {
      resolve(requestIdOf(answer, text))
    } catch (error) {
      // Who fails often hangs up next: no other message leaves by this connection.
      if (!(error instanceof HTTPFetchError) || error.status >= 500) socket.destroy()
      reject(error)
    }
  })
}

/** @throws SyntaxError when what says 2xx is not whole */
function requestIdOf({ statusCode = 0, statusMessage = '', headers }: IncomingMessage, text: string) {
  const requestId = headers['x-line-request-id']?.toString()
  if (statusCode >= 200 && statusCode < 300) {
    if (text !== '') JSON.parse(text)
    return requestId
  }
  throw new HTTPFetchError(`${statusCode} - ${statusMessage}`, {
    status: statusCode,
    statusText: statusMessage,
    headers: new Headers(requestId === undefined ? {} : { 'x-line-request-id': requestId }),
    body: text,
  })
}

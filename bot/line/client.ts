/** LINE through @line/bot-sdk: what the SDK lacks is time-outs, token renewal and errors told apart by what to do next. */

import { channelAccessToken, HTTPFetchError, LineBotClient } from '@line/bot-sdk'
import type { Config } from '../config.ts'
import type { Accepted, Line } from '../deps.ts'
import { type LineAnswer, LineBusy, LineRejected, LineUnreachable } from '../errors.ts'
import type { Post } from './post.ts'
import { richMenus } from './rich-menus.ts'
import { tokenBucket } from './token-bucket.ts'

export const TIMEOUT_MS = 10_000
/** A stateless token lives 15 minutes (LINE §13); renewed a minute early. */
const RENEW_EARLY_MS = 60_000

/** @throws LineUnreachable when LINE has not answered in time; the call itself may still be executed */
async function withTimeout<T>(call: Promise<T>, ms = TIMEOUT_MS): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LineUnreachable(`no answer within ${ms / 1000} s`)), ms)
  })
  try {
    return await Promise.race([call, late])
  } finally {
    clearTimeout(timer)
  }
}

function answerOf(error: HTTPFetchError): LineAnswer {
  const requestId = error.headers.get('x-line-request-id') ?? undefined
  try {
    const body = JSON.parse(error.body) as { message?: string; error_description?: string; details?: unknown }
    const message = body.message ?? body.error_description ?? error.statusText
    return { status: error.status, requestId, message, details: body.details }
  } catch {
    return { status: error.status, requestId, message: error.statusText }
  }
}

/** LINE §7 as three errors: repeating is useless, later, or only with the same key. */
function told(error: unknown): Error {
  if (error instanceof LineUnreachable || error instanceof LineRejected || error instanceof LineBusy) return error
  if (!(error instanceof HTTPFetchError))
    return new LineUnreachable(error instanceof Error ? error.message : String(error))
  const answer = answerOf(error)
  if (error.status === 429) return new LineBusy(answer)
  if (error.status >= 500) return new LineUnreachable(`${answer.status} ${answer.message}`, answer)
  return new LineRejected(answer)
}

/** LINE gave us no token: nothing was asked of it yet, so this says nothing against the message (LINE §13). */
const withoutToken = (error: Error): Error =>
  error instanceof LineRejected ? new LineRejected({ ...error.answer, status: 401 }) : error

const isRefusedToken = (error: unknown) => error instanceof LineRejected && error.answer.status === 401

interface Answered {
  httpResponse: Response
}
const requestId = ({ httpResponse }: Answered) => httpResponse.headers.get('x-line-request-id') ?? undefined

interface Connection {
  client: LineBotClient
  token: string
  /** On our clock; 0 once LINE has refused its token. */
  until: number
}

/**
 * @param now the clock that ages stateless tokens
 * @param post what messages to customers leave by, where the runtime has something that costs less than the SDK's `fetch`
 */
export function connectLine(config: Config['line'], now: () => Date, post?: Post): Line {
  const connection = (token: string, until: number): Connection => ({
    client: LineBotClient.fromChannelAccessToken({
      channelAccessToken: token,
      apiBaseURL: config.apiBaseUrl,
      dataApiBaseURL: config.dataApiBaseUrl,
    }),
    token,
    until,
  })
  const issuer = new channelAccessToken.ChannelAccessTokenClient({ baseURL: config.apiBaseUrl })
  let current: Promise<Connection> | undefined

  const issue = async (): Promise<Connection> => {
    if (config.accessToken) return connection(config.accessToken, Number.POSITIVE_INFINITY)
    const issued = await withTimeout(
      issuer.issueStatelessChannelTokenByClientSecret(config.channelId ?? '', config.secrets[0] ?? ''),
    )
    return connection(issued.access_token, now().getTime() + issued.expires_in * 1000 - RENEW_EARLY_MS)
  }
  /** One issue at a time, shared by all who wait for it. */
  const connected = async (): Promise<Connection> => {
    const seen = current
    const known = await seen?.catch(() => undefined)
    if (known && known.until > now().getTime()) return known
    // Somebody else may have asked for the next one while we looked at this one.
    if (current === seen) current = issue()
    try {
      return (await current) as Connection
    } catch (error) {
      throw withoutToken(told(error))
    }
  }
  /** One try; a refused token is renewed and tried once more with the very same request (LINE §7). */
  const call = async <T>(use: (client: LineBotClient, token: string) => Promise<T>): Promise<T> => {
    const once = async ({ client, token }: Connection) => {
      try {
        return await withTimeout(use(client, token))
      } catch (error) {
        throw told(error)
      }
    }
    const connection = await connected()
    try {
      return await once(connection)
    } catch (error) {
      if (!isRefusedToken(error) || config.accessToken) throw error
      connection.until = 0
      return once(await connected())
    }
  }

  /** LINE §6: per endpoint, whatever is asked of it. */
  const pace = { push: tokenBucket(2000), reply: tokenBucket(2000), multicast: tokenBucket(200) }

  /** 409 is success: an earlier try with this key was taken (LINE §6.3). */
  const accepted = async (
    endpoint: keyof typeof pace,
    use: (client: LineBotClient, token: string) => Promise<string | undefined>,
  ): Promise<Accepted> => {
    await pace[endpoint].take()
    try {
      return { requestId: await call(use), repeated: false }
    } catch (error) {
      if (error instanceof LineRejected && error.answer.status === 409)
        return { requestId: error.answer.requestId, repeated: true }
      throw error
    }
  }
  /** A text that is ready, and its key from the first try on (LINE §6.3). */
  const message =
    (kind: 'push' | 'multicast', bySdk: (client: LineBotClient, body: string, retryKey: string) => Promise<Answered>) =>
    (body: string, retryKey: string) =>
      accepted(kind, async (client, token) =>
        post
          ? post({ path: `/v2/bot/message/${kind}`, body, retryKey, token })
          : requestId(await bySdk(client, body, retryKey)),
      )

  return {
    push: message('push', (line, body, key) => line.pushMessageWithHttpInfo(JSON.parse(body), key)),
    multicast: message('multicast', (line, body, key) => line.multicastWithHttpInfo(JSON.parse(body), key)),
    reply: (replyToken, messages) =>
      accepted('reply', async (line) => requestId(await line.replyMessageWithHttpInfo({ replyToken, messages }))),
    async quota() {
      const { type, value } = await call((line) => line.getMessageQuota())
      const { totalUsage } = await call((line) => line.getMessageQuotaConsumption())
      return { limit: type === 'limited' ? value : undefined, used: totalUsage }
    },
    async profile(userId) {
      try {
        const { displayName, pictureUrl } = await call((line) => line.getProfile(userId))
        return { displayName, pictureUrl }
      } catch (error) {
        if (error instanceof LineRejected && error.answer.status === 404) return undefined
        throw error
      }
    },
    menus: richMenus(call),
  }
}

/** The LINE stand-in for a test: in this process with a clock that stands still, or on a loopback port. */

import { type Clock, movableClock } from '../../bot/simulator/clock.ts'
import { createPlatform, type Platform, type PlatformOptions } from '../../bot/simulator/platform.ts'
import { DESK, type ServeOptions, type StandIn, serveStandIn } from '../../bot/simulator/serve.ts'

/** Noon in Tokyo in the middle of a month: no boundary is near. */
export const NOON = new Date('2026-06-15T12:00:00+09:00')

export interface TestStandIn {
  platform: Platform
  clock: Clock
  /** The channel's settings, for the bot under test. */
  channel: typeof DESK
  /** A call with the channel's token. */
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** A call to /control or /phone. */
  desk(method: string, path: string, body?: unknown): Promise<Answer>
}

export interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever was answered
  body: any
}

/** No network at all. `send` in the overrides takes the webhooks; without it they wait for GET /control/webhooks. */
export function startStandIn(overrides: Partial<PlatformOptions> = {}): TestStandIn {
  const clock = overrides.clock ?? movableClock(NOON)
  const platform = createPlatform({ ...DESK, ...overrides, clock })
  return { platform, clock, channel: { ...DESK, ...overrides }, ...callers((request) => platform.fetch(request)) }
}

/** On a free port, for a bot in another process or behind real HTTP. */
export async function serveTestStandIn(overrides: Partial<ServeOptions> = {}): Promise<TestStandIn & StandIn> {
  const clock = overrides.clock ?? movableClock(NOON)
  const standIn = await serveStandIn({ ...DESK, port: 0, ...overrides, clock })
  return { ...standIn, clock, channel: { ...DESK, ...overrides }, ...callers(fetch, standIn.url) }
}

function callers(send: (request: Request) => Promise<Response>, origin = 'http://line.test') {
  const call = async (
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer> => {
    const init = { method, headers, ...(body !== undefined && { body: bodyOf(body) }) }
    const response = await send(new Request(origin + path, init))
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: parsed(text) }
  }
  return {
    api: (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      call(method, path, body, {
        authorization: `Bearer ${DESK.accessToken}`,
        'content-type': 'application/json',
        ...headers,
      }),
    desk: (method: string, path: string, body?: unknown) =>
      call(method, path, body, { 'content-type': 'application/json' }),
  }
}

const bodyOf = (body: unknown): string | Uint8Array<ArrayBuffer> =>
  typeof body === 'string' ? body : body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** A different person for each number. */
export const personId = (n: number) => `U${n.toString(16).padStart(32, '0')}`

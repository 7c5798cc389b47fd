/** What can be made to go wrong, and when? (LINE §20.5) */

import { expiredToken, internalError, monthlyLimit, rateLimited } from './errors.ts'

export const FAULTS = [
  'error_before',
  'error_after',
  'timeout_after',
  'reset',
  'rate_limit',
  'monthly_limit',
  'expired_token',
  'slow_body',
  'truncated_body',
] as const

export interface Fault {
  fault: (typeof FAULTS)[number]
  /** `path`: the path begins with this. `count`: not before the count-th matching call (1 = the next one). */
  match?: { path?: string; count?: number }
  /** How many calls it still hits. */
  times: number
  /** Real seconds of a time-out (60) or a slow body (3). */
  seconds?: number
  /** For `reset`: did the call happen before the connection broke? True unless said otherwise. */
  executes?: boolean
}

/** Thrown through `Platform.fetch`, as `fetch` itself throws; the server makes it a broken socket. */
export class ConnectionReset extends TypeError {
  constructor() {
    super('fetch failed: the connection was reset (a fault that was asked for)')
  }
}

/** The fault for this call, if one is due; counts it off. */
export function takeFault(faults: Fault[], path: string): Fault | undefined {
  for (const [index, fault] of faults.entries()) {
    if (!path.startsWith(fault.match?.path ?? '/')) continue
    const wait = fault.match?.count ?? 1
    if (wait > 1) {
      fault.match = { ...fault.match, count: wait - 1 }
      continue
    }
    fault.times -= 1
    if (fault.times <= 0) faults.splice(index, 1)
    return fault
  }
  return undefined
}

/** Faults that answer instead of the API. */
export function refuseBefore(fault: Fault): void {
  if (fault.fault === 'error_before') throw internalError()
  if (fault.fault === 'rate_limit') throw rateLimited()
  if (fault.fault === 'monthly_limit') throw monthlyLimit()
  if (fault.fault === 'expired_token') throw expiredToken()
  if (fault.fault === 'reset' && fault.executes === false) throw new ConnectionReset()
}

/** Faults that spoil an answer after the call took effect. Undefined: the answer is left as it is. */
export async function spoilAfter(
  fault: Fault,
  response: Response,
  signal?: AbortSignal,
): Promise<Response | undefined> {
  if (fault.fault === 'error_after') return Response.json({ message: 'Internal Server Error' }, { status: 500 })
  if (fault.fault === 'reset') throw new ConnectionReset()
  if (fault.fault === 'timeout_after') {
    await pause((fault.seconds ?? 60) * 1000, signal)
    return Response.json({ message: 'Gateway Timeout' }, { status: 504 })
  }
  if (fault.fault === 'slow_body') return new Response(trickle(await bytes(response), fault.seconds ?? 3), response)
  if (fault.fault === 'truncated_body') return new Response(cutShort(await bytes(response)), response)
  return undefined
}

const bytes = async (response: Response) => new Uint8Array(await response.arrayBuffer())

/** Real time, and it ends early when the caller hangs up. */
function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

function trickle(body: Uint8Array, seconds: number): ReadableStream {
  const parts = 4
  let part = 0
  return new ReadableStream({
    async pull(controller) {
      const size = Math.ceil(body.length / parts)
      controller.enqueue(body.slice(part * size, (part + 1) * size))
      part += 1
      if (part >= parts) controller.close()
      else await pause((seconds * 1000) / (parts - 1))
    },
  })
}

function cutShort(body: Uint8Array): ReadableStream {
  let started = false
  return new ReadableStream({
    pull(controller) {
      if (started) controller.error(new ConnectionReset())
      else controller.enqueue(body.slice(0, Math.ceil(body.length / 2)))
      started = true
    },
  })
}

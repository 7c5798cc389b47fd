/** How does a page ask a server for something, and what does it know when that fails? */

/** A customer on a train waits this long, then hears that there is no answer. */
const PATIENCE = 25_000

/** The server answered "no": `code` for the program, `message` (its own words) for the person. */
export class ApiProblem extends Error {
  readonly code: string
  readonly status?: number
  readonly details?: unknown
  constructor(code: string, message: string, { status, details }: { status?: number; details?: unknown } = {}) {
    super(message)
    this.code = code
    this.status = status
    this.details = details
  }
}

export const getJson = <T>(url: string): Promise<T> => ask<T>(url)

/** @param patience milliseconds; more where a long piece of work is asked for */
export const postJson = <T>(url: string, body: unknown = {}, patience?: number): Promise<T> =>
  ask<T>(url, withBody('POST', body), patience)

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH'

/** Asks as the customer whose session it is. `url` is below `/api/liff`. */
export interface Api {
  get<T>(url: string): Promise<T>
  post<T>(url: string, body?: unknown): Promise<T>
  patch<T>(url: string, body: unknown): Promise<T>
  /** Gets through even while the page is being closed. */
  put<T>(url: string, body: unknown): Promise<T>
}

export interface Identity {
  token: string
  /** A new token when the old one is over; undefined when there is none to be had. */
  renew: () => Promise<string | undefined>
}

export function createApi(identity: Identity, base = '/api/liff'): Api {
  let { token } = identity
  let renewing: Promise<string | undefined> | undefined
  const call = async <T>(method: Method, url: string, body?: unknown): Promise<T> => {
    const once = () => {
      const init: RequestInit = body === undefined ? { method } : withBody(method, body)
      return ask<T>(`${base}${url}`, {
        ...init,
        keepalive: method === 'PUT',
        headers: { ...init.headers, Authorization: `Bearer ${token}` },
      })
    }
    try {
      return await once()
    } catch (problem) {
      if (!(problem instanceof ApiProblem) || problem.status !== 401) throw problem
      renewing ??= identity.renew().finally(() => {
        renewing = undefined
      })
      const renewed = await renewing
      if (renewed === undefined) throw problem
      token = renewed
      return once()
    }
  }
  return {
    get: (url) => call('GET', url),
    post: (url, body = {}) => call('POST', url, body),
    patch: (url, body) => call('PATCH', url, body),
    put: (url, body) => call('PUT', url, body),
  }
}

const withBody = (method: Method, body: unknown): RequestInit => ({
  method,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
})

async function ask<T>(url: string, init?: RequestInit, patience = PATIENCE): Promise<T> {
  let response: Response
  let text: string
  try {
    response = await fetch(url, { ...init, signal: AbortSignal.timeout(patience) })
    text = await response.text()
  } catch {
    throw new ApiProblem('unreachable', 'サーバーにつながりません。')
  }
  const answer = parse(text)
  // A hotel's login page answers 200 too: what is not JSON is not an answer.
  if (response.ok && (answer !== undefined || text === '')) return answer as T
  const { code, message, details } = refusal(answer)
  throw new ApiProblem(code ?? 'unknown', message ?? `サーバーの返事が正しくありません（${response.status}）。`, {
    status: response.status,
    details,
  })
}

/** Ours is `{error: {code, message, details?}}`; the stand-in speaks as LINE does: `{message}`. */
function refusal(answer: unknown): { code?: string; message?: string; details?: unknown } {
  const { error, message } = (answer ?? {}) as { error?: ReturnType<typeof refusal>; message?: string }
  return error ?? { message }
}

/** Empty or broken text counts as no answer. */
function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

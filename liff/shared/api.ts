/** How does a page ask a server for something, and what does it know when that fails? */

/** The server answered "no": `code` for the program, `message` (its own words) for the person. */
export class ApiProblem extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

export const getJson = <T>(url: string): Promise<T> => ask<T>(url)

export const postJson = <T>(url: string, body: unknown = {}): Promise<T> =>
  ask<T>(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })

async function ask<T>(url: string, init?: RequestInit): Promise<T> {
  let response: Response
  try {
    response = await fetch(url, init)
  } catch {
    throw new ApiProblem('unreachable', 'サーバーにつながりません。')
  }
  const text = await response.text()
  const answer = parse(text)
  if (response.ok) return answer as T
  const { code, message } = refusal(answer)
  throw new ApiProblem(code ?? 'unknown', message ?? `サーバーの返事が正しくありません（${response.status}）。`)
}

/** Ours is `{error: {code, message}}`; the stand-in speaks as LINE does: `{message}`. */
function refusal(answer: unknown): { code?: string; message?: string } {
  const { error, message } = (answer ?? {}) as { error?: { code?: string; message?: string }; message?: string }
  return error ?? { message }
}

/** Empty or broken text counts as no answer; the status decides whether that is a problem. */
function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

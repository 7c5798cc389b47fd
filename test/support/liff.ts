/** A customer's page as the server meets it: signed in by the stand-in's own LINE Login, then JSON. */

import type { NodeWorld } from './node-world.ts'

export interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever was answered
  body: any
}

export interface Page {
  token: string
  get(path: string): Promise<Answer>
  post(path: string, body: unknown): Promise<Answer>
  put(path: string, body: unknown): Promise<Answer>
  patch(path: string, body: unknown): Promise<Answer>
}

/** @param world with LIFF_ID and LINE_LOGIN_CHANNEL_ID set to the stand-in's own */
export async function openPage(world: NodeWorld, lineUserId: string): Promise<Page> {
  const ask = async (method: string, path: string, body?: unknown, token?: string): Promise<Answer> => {
    const response = await world.app.request(`/api/liff${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text ? JSON.parse(text) : undefined }
  }
  const { body: tokens } = await world.standIn.desk('POST', `/phone/users/${lineUserId}/id-token`, {})
  const { status, body } = await ask('POST', '/session', { id_token: tokens.id_token ?? tokens.idToken })
  if (status !== 200) throw new Error(`no session: ${status} ${JSON.stringify(body)}`)
  const { token } = body as { token: string }
  return {
    token,
    get: (path) => ask('GET', path, undefined, token),
    post: (path, sent) => ask('POST', path, sent, token),
    put: (path, sent) => ask('PUT', path, sent, token),
    patch: (path, sent) => ask('PATCH', path, sent, token),
  }
}

/** How does LINE's token become our own session? At once after `init`, and once more when it is over (LINE §16.2). */

import type { Session } from '../../bot/core/liff-pages.ts'
import { ApiProblem } from '../shared/api.ts'
import type { Keep } from '../shared/keep.ts'
import type { Liff } from '../shared/liff.ts'

export interface Entrance {
  liff: Liff
  /** `POST /api/liff/session` */
  exchange: (proof: { id_token: string } | { access_token: string }) => Promise<Session>
  /** Remembers over the way to LINE's login and back. */
  keep: Keep
  /** Where the person wants to be, deep link and all. */
  here: () => string
}

const AGAIN = 'login-again'

/** Never settles when the browser is on its way to LINE's login. */
export async function openSession(entrance: Entrance): Promise<Session> {
  const { liff, exchange, keep } = entrance
  if (!liff.isLoggedIn()) {
    if (liff.isInClient()) throw new ApiProblem('unauthorized', 'LINEのログインが終わっていません。')
    return leaveToLogin(entrance)
  }
  const session = await exchangeFirst(entrance, exchange)
  keep.drop(AGAIN)
  return session
}

async function exchangeFirst(entrance: Entrance, exchange: Entrance['exchange']): Promise<Session> {
  const { liff, keep } = entrance
  const idToken = liff.idToken()
  const accessToken = liff.accessToken()
  if (idToken === undefined && accessToken === undefined)
    throw new ApiProblem('unauthorized', 'LINEから、ご本人の確認を受け取れませんでした。')
  try {
    if (idToken !== undefined) return await exchange({ id_token: idToken })
  } catch (problem) {
    if (!isExpired(problem)) throw problem
    if (!liff.isInClient()) {
      // A second time in a row a login would not help either; asking on and on would be a loop.
      if (keep.read(AGAIN)) throw problem
      keep.write(AGAIN, true)
      liff.logout()
      return leaveToLogin(entrance)
    }
  }
  // In LINE's browser an ID token is never renewed; the access token lives twelve hours.
  if (accessToken === undefined) throw new ApiProblem('unauthorized', 'LINEのログインの期限が切れました。')
  return exchange({ access_token: accessToken })
}

function leaveToLogin({ liff, here }: Entrance): Promise<never> {
  liff.login(here())
  return new Promise(() => {})
}

const isExpired = (problem: unknown): boolean =>
  problem instanceof ApiProblem &&
  problem.status === 401 &&
  (problem.details as { reason?: string } | undefined)?.reason === 'expired'

/** The built pages: one for every address below `/liff`, and the files it loads, kept for good because a changed one is called otherwise. */

import { Hono } from 'hono'
import { FILE_HEADERS, pageHeaders } from '../core/page-headers.ts'

export interface PagesRoute {
  /** A file of the build as the runtime keeps it: on disk, or in the Worker's assets. 404 when there is none. */
  file(request: Request): Response | Promise<Response>
  /** Origin of the stand-in for LINE; nothing outside the simulator. */
  standIn?: string
}

/** A year: as good as for ever (RFC 9111). */
const FOR_GOOD = 'public, max-age=31536000, immutable'

export function pages({ file, standIn }: PagesRoute) {
  const headers = pageHeaders(standIn)
  /** Deep links included: LIFF reads the rest of the address itself, and twice (LINE §16.1). */
  const index = async (request: Request) =>
    withHeaders(await file(new Request(new URL('/liff/', request.url), { method: request.method })), headers)

  const routes = new Hono()
    .on(['GET', 'HEAD'], ['/liff', '/liff/*'], (c) => index(c.req.raw))
    .on(['GET', 'HEAD'], '/assets/*', async (c) =>
      withHeaders(await file(c.req.raw), { ...FILE_HEADERS, 'cache-control': FOR_GOOD }),
    )
  if (standIn === undefined) return routes
  return routes
    .get('/simulator', (c) => c.redirect('/simulator/'))
    .get('/simulator/*', async (c, next) => {
      const found = await file(c.req.raw)
      // `/simulator/api` lies below it.
      if (found.status === 404) return next()
      return withHeaders(found, { ...FILE_HEADERS, 'cache-control': 'no-cache' })
    })
}

/** What is missing keeps its own answer: nobody is to remember for a year that a file was not there. */
function withHeaders(found: Response, headers: Record<string, string>): Response {
  if (!found.ok && found.status !== 304) return found
  const answer = new Response(found.body, found)
  for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value)
  return answer
}

/** The built pages at the door: which address gets which file, how long it may be kept, and what it may load. */

import { describe, expect, test } from 'vitest'
import { LIFF_HOSTS } from '../../bot/core/page-headers.ts'
import { pages } from '../../bot/routes/pages.ts'

const FILES: Record<string, string> = {
  '/liff/': '<!doctype html>the one page',
  '/assets/page-1a2b3c4d.js': 'export {}',
  '/simulator/': '<!doctype html>the phone',
  '/simulator/liff-sdk.js': 'export default {}',
}
const asked: string[] = []
const file = (request: Request) => {
  const { pathname } = new URL(request.url)
  asked.push(pathname)
  const text = FILES[pathname]
  return new Response(text ?? 'nothing', { status: text === undefined ? 404 : 200 })
}
const STAND_IN = 'http://127.0.0.1:8788'
const shop = pages({ file })
const desk = pages({ file, standIn: STAND_IN })

const policyOf = (answer: Response) =>
  new Map(
    (answer.headers.get('content-security-policy') ?? '').split('; ').map((part): [string, string[]] => {
      const [name = '', ...sources] = part.split(' ')
      return [name, sources]
    }),
  )

describe('a customer’s page', () => {
  test.each([
    '/liff',
    '/liff/',
    '/liff/survey',
    '/liff/survey/',
    '/liff/wallet/deep/down?liff.state=%2Fa&code=1',
    '/liff/assets/x.js',
  ])('%s is the one page, asked for anew each time', async (address) => {
    const answer = await shop.request(address)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe('<!doctype html>the one page')
    expect(answer.headers.get('cache-control')).toBe('no-cache')
  })

  test('LINE’s parameters stay out of what the files are asked with', async () => {
    asked.length = 0
    await shop.request('/liff/survey?access_token=secret')
    expect(asked).toEqual(['/liff/'])
  })

  test('lets in only itself and LINE’s hosts: no script in the page, no frame around it, no form that leaves', async () => {
    const answer = await shop.request('/liff/survey')
    const policy = policyOf(answer)
    expect(policy.get('default-src')).toEqual(["'none'"])
    expect(policy.get('script-src')).toEqual(["'self'", 'https://static.line-scdn.net'])
    for (const name of ['base-uri', 'form-action', 'frame-ancestors']) expect(policy.get(name)).toEqual(["'none'"])
    const everything = [...policy.values()].flat()
    expect(everything.filter((source) => /unsafe|\*|^https?:$/.test(source))).toEqual([])
    const hosts = new Set(everything.filter((source) => source.startsWith('http')))
    expect([...hosts].sort()).toEqual([...LIFF_HOSTS].sort())
    expect(
      [...hosts].every((host) => /^https:\/\/[a-z.-]+\.(line\.me|line-scdn\.net|line-apps\.com)$/.test(host)),
    ).toBe(true)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('x-frame-options')).toBe('DENY')
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    expect(answer.headers.get('permissions-policy')).toMatch(/camera=\(\).*geolocation=\(\)/)
  })

  test('nobody posts to it', async () => expect((await shop.request('/liff/', { method: 'POST' })).status).toBe(404))
})

describe('a file with a hash in its name', () => {
  test('is kept for good', async () => {
    const answer = await shop.request('/assets/page-1a2b3c4d.js')
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })
  test('that is gone is not remembered as gone', async () => {
    const answer = await shop.request('/assets/page-00000000.js')
    expect(answer.status).toBe(404)
    expect(answer.headers.get('cache-control')).toBeNull()
  })
})

describe('the desk', () => {
  test('may show the page in its phone and talk to the stand-in, nothing more', async () => {
    const policy = policyOf(await desk.request('/liff/survey'))
    const strict = policyOf(await shop.request('/liff/survey'))
    expect(policy.get('frame-ancestors')).toEqual(["'self'"])
    expect(policy.get('connect-src')).toEqual([...(strict.get('connect-src') ?? []), STAND_IN])
    for (const name of ['script-src', 'style-src', 'img-src']) expect(policy.get(name)).toEqual(strict.get(name))
  })

  test('its phone and its SDK are nowhere else', async () => {
    for (const address of ['/simulator/', '/simulator/liff-sdk.js']) {
      expect((await desk.request(address)).headers.get('cache-control')).toBe('no-cache')
      expect((await shop.request(address)).status).toBe(404)
    }
  })
})

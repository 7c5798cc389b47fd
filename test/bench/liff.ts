/**
 * `npm run bench:liff`: how long until a customer reads the first question? Chromium with a processor four times slower and
 * slow 4G (150 ms, 1.6 Mbit/s), nothing in the cache. LINE's own SDK runs, with a login it remembers; LINE's servers answer
 * at once, because their speed is not ours: on a real telephone theirs comes on top.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { startBot } from '../browser/start-bot.ts'
import { JAPAN, openBrowser } from '../support/browser.ts'

const RUNS = Number(process.env.RUNS ?? 9)
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 204_800, uploadThroughput: 93_750 }
const SLOWER = 4
const CUSTOMER = '中村 春香'
const ASSETS = join(import.meta.dirname, '../../dist/web/assets')

/** The one chunk that LINE's SDK is in. */
const sdkFile = (): string => {
  const found = readdirSync(ASSETS).find((name) => readFileSync(join(ASSETS, name), 'utf8').includes('LIFF_STORE'))
  if (!found) throw new Error('the build holds no SDK')
  return found
}

/** The desk names its own SDK; here the page gets the one that a shop's customers get. */
const lineSdk = (file: string) => `import * as sdk from '/assets/${file}'
export default Object.values(sdk).find((one) => one && typeof one === 'object' && 'canShare' in one)`

interface Login {
  liffId: string
  id_token: string
  access_token: string
}

interface State {
  standIn: string
  liff_id: string
  customers: { name: string; line_user_id: string }[]
}

async function loginOf(url: string): Promise<Login> {
  const state = (await (await fetch(`${url}/simulator/api/state`)).json()) as State
  const customer = state.customers.find(({ name }) => name === CUSTOMER)
  if (!customer) throw new Error(`the demo shop has no ${CUSTOMER}`)
  const headers = { 'content-type': 'application/json' }
  const asked = `${state.standIn}/phone/users/${customer.line_user_id}/id-token`
  const tokens = (await (await fetch(asked, { method: 'POST', headers, body: '{}' })).json()) as Omit<Login, 'liffId'>
  return { liffId: state.liff_id, ...tokens }
}

/** As LINE's SDK remembers somebody who logged in before. */
async function remember(context: BrowserContext, url: string, { liffId, id_token, access_token }: Login) {
  const until = Date.now() + 3_600_000
  await context.addCookies([{ name: `LIFF_STORE:expires:${liffId}`, value: String(until), url }])
  const claims = JSON.parse(Buffer.from(id_token.split('.')[1] ?? '', 'base64url').toString())
  const values = {
    accessToken: access_token,
    IDToken: id_token,
    decodedIDToken: claims,
    clientId: liffId.split('-')[0],
  }
  await context.addInitScript(
    ({ liffId, values }) => {
      for (const [name, value] of Object.entries(values))
        localStorage.setItem(`LIFF_STORE:${liffId}:${name}`, JSON.stringify(value))
    },
    { liffId, values },
  )
}

async function measure(browser: Browser, url: string, login: Login, sdk: string) {
  const context = await browser.newContext({ ...JAPAN, viewport: { width: 390, height: 844 } })
  await remember(context, url, login)
  const page = await context.newPage()
  const outside: string[] = []
  const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }
  await page.route(/^https:/, (route) => {
    outside.push(route.request().url())
    return route.fulfill({ status: 200, headers: cors, contentType: 'application/json', body: '{}' })
  })
  await page.route('**/simulator/liff-sdk.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: lineSdk(sdk) }),
  )
  const devtools = await context.newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.emulateNetworkConditions', SLOW_4G)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
  await page.goto(`${url}/liff/survey`)
  await page.getByRole('button', { name: '次へ' }).waitFor({ timeout: 30_000 })
  const seen = await timings(page)
  await context.close()
  return { ...seen, outside }
}

interface Paint extends PerformanceEntry {
  element?: Element
}

const timings = (page: Page) =>
  page.evaluate(async () => {
    const paints = await new Promise<Paint[]>((resolve) =>
      new PerformanceObserver((list) => resolve(list.getEntries())).observe({
        type: 'largest-contentful-paint',
        buffered: true,
      }),
    )
    const largest = paints.at(-1)
    const files = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    return {
      lcp: largest?.startTime ?? 0,
      what: `${largest?.element?.tagName} 「${largest?.element?.textContent?.slice(0, 20)}」`,
      fcp: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
      requests: files.map(({ name, startTime, responseEnd, encodedBodySize }) => ({
        name: new URL(name).pathname,
        from: Math.round(startTime),
        to: Math.round(responseEnd),
        bytes: encodedBodySize,
      })),
    }
  })

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

const browser = await openBrowser()
if (!browser) process.exit(1)
const bot = await startBot()
try {
  const sdk = sdkFile()
  const login = await loginOf(bot.url)
  const runs = []
  for (let run = 0; run < RUNS; run++) runs.push(await measure(browser, bot.url, login, sdk))
  const last = runs.at(-1)
  console.log('the last run, in milliseconds since the page was asked for:')
  for (const { name, from, to, bytes } of last?.requests ?? [])
    console.log(`  ${String(from).padStart(5)} – ${String(to).padStart(5)}  ${String(bytes).padStart(6)} B  ${name}`)
  const own = (last?.requests ?? []).filter(({ name }) => name.startsWith('/assets/') && !name.endsWith(sdk))
  const sdkBytes = gzipSync(readFileSync(join(ASSETS, sdk))).length
  console.log(`asked of LINE: ${last?.outside.join(', ') || 'nothing'}`)
  console.log(
    `own scripts and styles ${own.reduce((sum, { bytes }) => sum + bytes, 0)} B, LINE's SDK ${sdkBytes} B (gzip)`,
  )
  const lcps = runs.map(({ lcp }) => lcp)
  console.log(
    `first paint ${Math.round(median(runs.map(({ fcp }) => fcp)))} ms, LCP ${Math.round(median(lcps))} ms (${last?.what}; worst of ${RUNS}: ${Math.round(Math.max(...lcps))} ms)`,
  )
} finally {
  await browser.close()
  await bot.stop()
}

/** A desk with its pages open in a real browser: as a customer's page alone, or in the phone on the screen. */

import type { Browser, BrowserContextOptions, FrameLocator, Locator, Page } from 'playwright-core'
import { JAPAN, openBrowser } from '../support/browser.ts'
import { poll } from '../support/poll.ts'
import { type RunningBot, startBot } from './start-bot.ts'

export const PHONE = { width: 390, height: 844 }
export const SMALL_PHONE = { width: 320, height: 640 }
export const DESK = { width: 1280, height: 800 }

/** Where the page is: a window of its own, or the frame in the phone. */
export type Where = Page | FrameLocator

export interface Visit {
  page: Page
  /** What the browser complained about: nothing, if all is well. */
  errors: string[]
}

export type DeskVisit = Awaited<ReturnType<typeof openDesk>>

interface State {
  standIn: string
  customers: { id: string; name: string; line_user_id: string }[]
}

/** @param browser is asked for first, so that a machine without one skips instead of starting a bot */
export async function openDesk(browser: Browser) {
  const bot: RunningBot = await startBot()
  const state = async () => (await (await fetch(`${bot.url}/simulator/api/state`)).json()) as State
  const customer = async (name: string) => {
    const found = (await state()).customers.find((one) => one.name === name)
    if (!found) throw new Error(`the demo shop has no ${name}`)
    return found
  }

  async function visit(address: string, options: BrowserContextOptions = {}): Promise<Visit> {
    const context = await browser.newContext({ ...JAPAN, viewport: PHONE, ...options })
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    const errors: string[] = []
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(`${bot.url}${address}`)
    return { page, errors }
  }

  return {
    url: bot.url,
    visit,
    customer,
    /** @param path below `/liff` */
    async openPage(name: string, path: string, options?: BrowserContextOptions): Promise<Visit> {
      const { line_user_id } = await customer(name)
      return visit(`/liff${path}${path.includes('?') ? '&' : '?'}desk_user=${line_user_id}`, options)
    },
    async openPhone(name: string, options?: BrowserContextOptions): Promise<Visit> {
      const opened = await visit(`/simulator/#${encodeURIComponent((await customer(name)).id)}`, options)
      await opened.page.getByRole('region', { name: 'トーク' }).waitFor()
      return opened
    },
    /** Everybody's clock, the stand-in's and the shop's: they are one. */
    async advance(milliseconds: number): Promise<void> {
      await post(`${(await state()).standIn}/control/clock`, { advance_ms: milliseconds })
    },
    async buy(name: string, sku: string): Promise<void> {
      await post(`${bot.url}/simulator/api/buy`, { customer_id: (await customer(name)).id, sku })
    },
    travel: (days: number) => post(`${bot.url}/simulator/api/travel`, { days }),
    async closeWindows(): Promise<void> {
      for (const context of browser.contexts()) await context.close()
    },
    async close(): Promise<void> {
      await browser.close()
      await bot.stop()
    },
  }
}

async function post(url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
}

export { openBrowser }

/** The page that slid up over the chat. */
export const sheetIn = (page: Page): FrameLocator => page.frameLocator('iframe.sheet-page')

/** A tap moves on by itself; what is written waits for the button. */
export async function answerFirstSurvey(where: Where, voice = '肌ざわりがよかったです。'): Promise<void> {
  const pick = async (question: string, answer: string | RegExp) => {
    await where.getByRole('heading', { name: question }).waitFor()
    // The whole row is for the thumb; the round thing itself lies under it.
    await where.getByRole('radio', { name: answer }).locator('..').click()
  }
  await pick('満足度', /とても満足/)
  await pick('おすすめ', /^9/)
  await pick('いまの使い方', '毎晩')
  await pick('気になること', '特にない')
  await where.getByRole('textbox').fill(voice)
  await where.getByRole('button', { name: '次へ', exact: true }).click()
  await where.getByRole('heading', { name: 'お答えありがとうございます' }).waitFor()
}

/** Whatever is asked: the first answer, the best mark, a word. */
export async function answerAnySurvey(where: Where): Promise<void> {
  const progress = where.locator('.progress-text')
  const done = where.getByRole('heading', { name: 'お答えありがとうございます' })
  for (let asked = 0; asked < 12; asked++) {
    const before = await progress.innerText()
    if (await done.isVisible()) return
    const best = where.getByRole('radio', { name: /^10|とても/ })
    if ((await where.getByRole('radio').count()) > 0) await best.locator('..').click()
    else {
      await where.getByRole('textbox').first().fill('いつも楽しみにしています。')
      await where.getByRole('button', { name: '次へ', exact: true }).click()
    }
    await poll('the next question', 15_000, async () => (await progress.innerText()) !== before)
  }
  throw new Error('the survey does not end')
}

/** Nothing to be waited for any more. */
export const settled = (where: Page | Locator) => where.locator('.skeleton').first().waitFor({ state: 'detached' })

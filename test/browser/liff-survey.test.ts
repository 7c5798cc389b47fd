/** From the shop's message to the coupon in the wallet: the survey as a customer meets it, also where the network or the session ends. */

import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  answerAnySurvey,
  answerFirstSurvey,
  DESK,
  type DeskVisit,
  openBrowser,
  openDesk,
  sheetIn,
} from './desk-visit.ts'

const browser: Browser | undefined = await openBrowser()
let desk: DeskVisit

beforeAll(async () => {
  if (browser) desk = await openDesk(browser)
})
afterEach(() => desk?.closeWindows())
afterAll(() => desk?.close())

const RESPONSES = '**/api/liff/surveys/*/responses'
const HOUR = 3_600_000

describe.skipIf(!browser)('the survey', () => {
  test('a tap in the chat, five answers, thanks, the coupon in the wallet', async () => {
    const { page, errors } = await desk.openPhone('中村 春香', { viewport: DESK })
    await page.getByRole('region', { name: 'トーク' }).getByRole('button', { name: 'アンケートに答える' }).click()
    const sheet = sheetIn(page)
    await answerFirstSurvey(sheet)
    await sheet.getByRole('checkbox').locator('..').click()
    await sheet.getByRole('button', { name: '送る' }).click()
    await sheet.getByRole('heading', { name: 'お答えを受け取りました' }).waitFor()
    await sheet.getByText('THANKS300').waitFor()
    const positives = page.getByRole('region', { name: '中村 春香さん' }).getByText('ポジティブ反応').locator('..')
    await expect.poll(() => positives.innerText(), { timeout: 15_000 }).toContain('1回')

    await sheet.getByRole('link', { name: 'クーポンの一覧を開く' }).click()
    await sheet.getByRole('heading', { name: 'お使いいただけるクーポン' }).waitFor()
    await sheet.getByText('THANKS300').waitFor()
    await page.getByRole('button', { name: 'ページを閉じる' }).click()
    await page.locator('.sheet').waitFor({ state: 'detached' })
    expect(errors).toEqual([])
  })

  test('a friendly answer makes a partner of a supporter, at once and beside the phone', async () => {
    const { page, errors } = await desk.openPhone('小林 真理', { viewport: DESK })
    const who = page.getByRole('region', { name: '小林 真理さん' })
    await who.getByText('サポーター').waitFor()
    await page
      .getByRole('region', { name: 'トーク' })
      .getByRole('button', { name: 'アンケートに答える' })
      .last()
      .click()
    await answerAnySurvey(sheetIn(page))
    await sheetIn(page).getByRole('button', { name: '送る' }).click()
    await sheetIn(page).getByRole('heading', { name: 'お答えを受け取りました' }).waitFor()
    await who.getByText('パートナー').waitFor()
    // Only in LINE's browser a page may close itself.
    await sheetIn(page).getByRole('button', { name: '閉じる' }).click()
    await page.locator('.sheet').waitFor({ state: 'detached' })
    expect(errors).toEqual([])
  })

  test('on a telephone, too, the page lies over the chat, and says when all is answered', async () => {
    const { page, errors } = await desk.openPhone('中村 春香')
    await page.getByRole('region', { name: 'トーク' }).getByRole('button', { name: 'アンケートに答える' }).click()
    const sheet = sheetIn(page)
    // Answered in the test before.
    await sheet.getByText('お答えは、お預かりしています').waitFor()
    expect(await page.locator('.phone-screen').evaluate((screen) => screen.scrollTop)).toBe(0)
    expect(errors).toEqual([])
  })

  test('without a network the answers wait on the device, and are sent once when it is back', async () => {
    const { page } = await desk.openPage('高橋 のぞみ', '/survey')
    let arrived = 0
    await page.route(RESPONSES, (route) => route.abort())
    await answerFirstSurvey(page)
    await page.getByRole('button', { name: '送る' }).click()
    await page.getByText('お答えは端末にお預かりしました。').waitFor()

    // The next time they open the page, on the same device.
    await page.unroute(RESPONSES)
    page.on('response', (response) => {
      if (/\/responses$/.test(response.url()) && response.ok()) arrived += 1
    })
    await page.reload()
    await page.getByRole('heading', { name: 'お答えを受け取りました' }).waitFor()
    await page.reload()
    await page.getByText('お答えは、お預かりしています').waitFor()
    expect(arrived).toBe(1)
  })
})

describe.skipIf(!browser)('who has the page open for long', () => {
  beforeAll(async () => {
    await desk.buy('佐藤 あかね', 'LT')
    await desk.travel(17)
  })

  test('after the session’s hour LINE is asked again, and what was being sent is sent', async () => {
    const { page } = await desk.openPage('鈴木 由美', '/survey')
    await answerFirstSurvey(page)
    await desk.advance(2 * HOUR)
    const backFromLogin = page.waitForEvent('load')
    await page.getByRole('button', { name: '送る' }).click()
    await backFromLogin
    await page.getByRole('heading', { name: 'お答えを受け取りました' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/liff/survey')
  })

  test('in LINE’s browser, whose ID token is never renewed, the access token says who it is', async () => {
    const { page } = await desk.openPhone('渡辺 恵', { viewport: DESK })
    await page.getByRole('region', { name: 'トーク' }).getByRole('button', { name: 'ご注文とつなぐ' }).click()
    const sheet = sheetIn(page)
    await sheet.getByText('すでにつながっています。').waitFor()
    await desk.advance(2 * HOUR)
    const sessions: unknown[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/api/liff/session')) sessions.push(...Object.keys(request.postDataJSON()))
    })
    await sheet.getByRole('link', { name: 'マイページを開く' }).click()
    await sheet.getByRole('switch', { name: 'お知らせを受け取る' }).waitFor()
    expect(sessions).toEqual(['id_token', 'access_token'])
  })
})

describe.skipIf(!browser)('without a mouse', () => {
  test('the survey goes from the first question to the thanks on the keyboard alone', async () => {
    const { page, errors } = await desk.openPage('佐藤 あかね', '/survey')
    const at = (name: string) => page.getByRole('heading', { name }).waitFor()
    const tabTo = async (role: 'radio' | 'button' | 'textbox') => {
      for (let tabs = 0; tabs < 15; tabs++) {
        await page.keyboard.press('Tab')
        const there = await page.evaluate(() => {
          const { tagName, type } = document.activeElement as HTMLInputElement
          return tagName === 'TEXTAREA' ? 'textbox' : type === 'radio' ? 'radio' : type === 'submit' ? 'button' : ''
        })
        if (there === role) return
      }
      throw new Error(`no ${role} within 15 tabs`)
    }
    /** Each new question takes the focus to its heading: who presses a key before that is still with the last one. */
    const asked = (question: string) =>
      page.waitForFunction((words) => {
        const { tagName, textContent } = document.activeElement as HTMLElement
        return tagName === 'H1' && textContent?.includes(words)
      }, question)
    let first = true
    const choose = async (question: string, downs: number) => {
      await at(question)
      if (!first) await asked(question)
      first = false
      await tabTo('radio')
      await page.keyboard.press('Space')
      for (let down = 0; down < downs; down++) await page.keyboard.press('ArrowDown')
      await tabTo('button')
      await page.keyboard.press('Enter')
    }
    await choose('満足度', 1)
    await choose('おすすめ', 7)
    await choose('いまの使い方', 0)
    await choose('気になること', 4)
    await at('自由にお書きください')
    await asked('自由にお書きください')
    await tabTo('textbox')
    await page.keyboard.type('とくにありません')
    await tabTo('button')
    await page.keyboard.press('Enter')
    await at('お答えありがとうございます')
    await asked('お答えありがとうございます')
    await tabTo('button')
    await page.keyboard.press('Enter')
    await at('お答えを受け取りました')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
    expect(errors).toEqual([])
  })
})

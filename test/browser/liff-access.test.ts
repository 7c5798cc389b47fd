/** Would somebody with a screen reader, weak eyes or a very small telephone stumble? axe looks at every page, by day and by night. */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  answerFirstSurvey,
  DESK,
  type DeskVisit,
  openBrowser,
  openDesk,
  SMALL_PHONE,
  settled,
  sheetIn,
} from './desk-visit.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const browser: Browser | undefined = await openBrowser()
let desk: DeskVisit

beforeAll(async () => {
  if (browser) desk = await openDesk(browser)
})
afterEach(() => desk?.closeWindows())
afterAll(() => desk?.close())

interface Found {
  violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[]
}

/** One line for each thing that is wrong. Nothing moves while it looks: half-faded text has half its contrast. */
async function wrongIn(page: Page): Promise<string[]> {
  await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined))))
  // The page's own policy would let no script in from elsewhere; the browser's debugger is not bound by it.
  await page.evaluate(AXE)
  const { violations } = await page.evaluate(() => (window as unknown as { axe: { run(): Promise<Found> } }).axe.run())
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  )
}

const runsOver = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

/** Whose words do not fit into their box. */
const cutOff = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.app-main *')]
      .filter((one) => {
        const { display, overflow, clipPath } = getComputedStyle(one)
        if (display === 'inline' || overflow === 'auto' || clipPath !== 'none' || one.clientWidth === 0) return false
        return one.scrollWidth > one.clientWidth + 2 || one.scrollHeight > one.clientHeight + 2
      })
      .map((one) => `${one.className}: ${one.textContent}`),
  )

/** Which page, as whom, and what is there when it has come. */
const PAGES: [string, string, string][] = [
  ['中村 春香', '/survey', 'お使いいただいた満足度を教えてください'],
  ['渡辺 恵', '/survey?none', 'いまお答えいただくアンケートはありません'],
  ['佐藤 あかね', '/link', 'ご利用の目的'],
  ['鈴木 由美', '/link', 'すでにつながっています。'],
  ['中村 春香', '/wallet', 'お使いいただけるクーポン'],
  ['鈴木 由美', '/wallet', 'いまお使いいただけるクーポンはまだありません'],
  ['伊藤 さくら', '/', '設定'],
  ['佐藤 あかね', '/mypage', '設定'],
  ['小林 真理', '/referral', 'カードを渡す'],
  ['鈴木 由美', '/referral', 'お友だちに紹介する'],
  ['鈴木 由美', '/nowhere', 'お探しのページは見つかりませんでした'],
]

async function shown(page: Page, sign: string): Promise<void> {
  await page.getByRole('heading', { name: sign }).or(page.getByLabel(sign)).or(page.getByText(sign)).first().waitFor()
  await settled(page)
}

describe.skipIf(!browser)('who reads with letters of twice the size', () => {
  test.each(PAGES)('%s at %s', async (name, path, sign) => {
    const { page } = await desk.openPage(name, path, { viewport: SMALL_PHONE })
    await shown(page, sign)
    // As LINE's browser does it where the telephone's letters are large.
    await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'))
    // What slides or grows into place is looked at when it has arrived.
    await expect.poll(() => cutOff(page)).toEqual([])
    expect(await runsOver(page)).toBe(false)
  })
})

for (const colorScheme of ['light', 'dark'] as const) {
  describe.skipIf(!browser)(`${colorScheme}`, () => {
    test.each(PAGES)('%s at %s', async (name, path, sign) => {
      const { page, errors } = await desk.openPage(name, path, { colorScheme, viewport: SMALL_PHONE })
      await shown(page, sign)
      expect(await wrongIn(page)).toEqual([])
      expect(await runsOver(page)).toBe(false)
      expect(errors).toEqual([])
    })

    test('the survey’s last steps', async () => {
      const { page } = await desk.openPage('中村 春香', '/survey', { colorScheme, viewport: SMALL_PHONE })
      await page.getByRole('button', { name: '次へ' }).click()
      expect(await wrongIn(page)).toEqual([])
      await answerFirstSurvey(page)
      expect(await wrongIn(page)).toEqual([])
      await page.route('**/responses', (route) => route.abort())
      await page.getByRole('button', { name: '送る' }).click()
      await page.getByText('お答えは端末にお預かりしました。').waitFor()
      expect(await wrongIn(page)).toEqual([])
    })

    test('the phone with a page over the chat, and the list of friends', async () => {
      const { page } = await desk.openPhone('中村 春香', { colorScheme, viewport: DESK })
      await page.getByRole('region', { name: 'トーク' }).getByRole('button', { name: 'アンケートに答える' }).click()
      await sheetIn(page).getByRole('button', { name: '次へ' }).waitFor()
      expect(await wrongIn(page)).toEqual([])
      const alone = await desk.visit('/liff/survey', { colorScheme })
      await alone.page.getByRole('dialog').waitFor()
      expect(await wrongIn(alone.page)).toEqual([])
    })
  })
}

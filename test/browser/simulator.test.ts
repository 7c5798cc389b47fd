/** Does a newcomer who opens /simulator see the shop's messages come on their days, and get an answer? */

import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { JAPAN, openBrowser } from '../support/browser.ts'
import { type RunningBot, startBot } from './start-bot.ts'

const browser: Browser | undefined = await openBrowser()
let bot: RunningBot

beforeAll(async () => {
  if (browser) bot = await startBot()
})
afterEach(async () => {
  for (const context of browser?.contexts() ?? []) await context.close()
})
afterAll(async () => {
  await browser?.close()
  await bot?.stop()
})

interface Visit {
  page: Page
  errors: string[]
}

async function visit(width: number, height: number, customer?: string): Promise<Visit> {
  if (!browser) throw new Error('no browser')
  const context = await browser.newContext({ ...JAPAN, viewport: { width, height } })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const errors: string[] = []
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(`${bot.url}/simulator`)
  if (customer) await page.getByRole('button', { name: new RegExp(customer) }).click()
  await page.getByRole('button', { name: '1日すすめる' }).waitFor()
  return { page, errors }
}

const scrollsSideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

const travel = async (page: Page, button: string) => {
  await page.getByRole('button', { name: button }).click()
  await page.locator('.dock [aria-disabled="true"]').first().waitFor({ state: 'detached' })
}

describe.skipIf(!browser)('the phone on the screen', () => {
  test('buys the trial, lets the days pass, taps an answer and reads the reply', async () => {
    const { page, errors } = await visit(1280, 800)
    const chat = page.getByRole('region', { name: 'トーク' })
    await chat.getByText('友だち追加ありがとうございます。').waitFor()

    await page.getByRole('button', { name: 'お試しを注文する' }).first().click()
    await page.getByText('ご注文の当日', { exact: true }).waitFor()
    for (const _day of [1, 2, 3]) await travel(page, '1日すすめる')
    await page.getByText('ご注文から3日目', { exact: true }).waitFor()
    await chat.getByText('お選びいただき、ありがとうございます').waitFor()

    // The message of the day of arrival goes out in the evening; before that the day must go on a little.
    const answer = chat.getByRole('button', { name: '今日から使います' })
    if (!(await answer.isVisible())) await travel(page, '次の配信まで')
    await answer.click()
    await chat.getByText('ありがとうございます。最初の3日は、夜だけでも大丈夫です。').waitFor()
    expect(await chat.locator('.bubble-own').last().innerText()).toBe('今日から使います')
    expect(errors).toEqual([])
  })

  test('says in words what was sent, and what comes next', async () => {
    const { page } = await visit(1280, 800, '鈴木 由美')
    const why = page.getByRole('region', { name: 'なぜ？' })
    await why.getByText('送りました').first().waitFor()
    expect(await why.getByText('お礼').count()).toBe(1)
    const upcoming = page.getByRole('region', { name: '予定' }).getByRole('listitem')
    await upcoming.first().waitFor()
    expect(await upcoming.first().innerText()).toMatch(/あと\d+日|今日/)
  })

  test('draws the scenario with something to show, where others wait for their first step', async () => {
    const { page } = await visit(1280, 800, '渡辺 恵')
    await page.getByRole('region', { name: '渡辺 恵さん' }).getByText('関連商品のご案内').waitFor()
    await expect.poll(() => page.locator('.belt-stop').count()).toBeGreaterThan(5)
  })

  test('works on a phone: buy, travel and write from the thumb', async () => {
    const { page, errors } = await visit(390, 844)
    await page.getByRole('textbox', { name: 'メッセージ' }).fill('使い方を知りたいです')
    await page.getByRole('textbox', { name: 'メッセージ' }).press('Enter')
    await page.locator('.bubble-own', { hasText: '使い方を知りたいです' }).waitFor()
    await travel(page, '次の配信まで')
    expect(await page.locator('.phone').isVisible()).toBe(true)
    expect(await scrollsSideways(page)).toBe(false)
    expect(errors).toEqual([])
  })

  test('shows the people of the story first; the others are a tap or a name away', async () => {
    const { page, errors } = await visit(390, 844)
    const card = page.getByRole('region', { name: 'お客さまをかえる' })
    const rows = card.getByRole('listitem')
    expect(await rows.first().innerText()).toContain('佐藤 あかね')
    expect(await rows.count()).toBeLessThan(30)
    await card.getByRole('button', { name: /ほかのお客さま/ }).click()
    expect(await rows.count()).toBeGreaterThan(100)
    const name = (await rows.nth(50).locator('.friend-name').innerText()).trim()
    await card.getByRole('searchbox', { name: '名前でさがす' }).fill(name.replace(/\s/g, ''))
    await rows
      .first()
      .getByRole('button', { name: new RegExp(name) })
      .click()
    await page.getByRole('region', { name: `${name}さん` }).waitFor()
    expect(errors).toEqual([])
  })

  test('blocks and unblocks the shop', async () => {
    const { page } = await visit(390, 844, '高橋 のぞみ')
    await page.getByRole('button', { name: 'お店をブロックする' }).click()
    await page.getByText('お店をブロックしています。').waitFor()
    await page.locator('.cannot-write').getByRole('button', { name: 'ブロックを解除する' }).click()
    await page.getByRole('textbox', { name: 'メッセージ' }).waitFor()
  })

  test.each([
    [320, 640],
    [390, 844],
    [760, 1024],
    [1440, 900],
  ])('nothing runs over the edge at %i × %i', async (width, height) => {
    const { page, errors } = await visit(width, height)
    expect(await scrollsSideways(page)).toBe(false)
    expect(errors).toEqual([])
  })

  test('is usable with the keyboard alone', async () => {
    const { page } = await visit(1280, 800)
    const travelDay = page.getByRole('button', { name: '1日すすめる' })
    const before = await page.locator('.dock-day').innerText()
    for (let tabs = 0; tabs < 40 && !(await travelDay.evaluate((button) => button === document.activeElement)); tabs++)
      await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('.dock-day').innerText(), { timeout: 15_000 }).not.toBe(before)
    expect(await travelDay.evaluate((button) => button === document.activeElement)).toBe(true)
  })

  test('says what happened when the shop cannot be reached', async () => {
    const { page } = await visit(1280, 800)
    await page.route('**/simulator/api/travel', (route) => route.abort())
    await page.getByRole('button', { name: '1日すすめる' }).click()
    await page.getByText('日をすすめることができませんでした。サーバーにつながりません。').waitFor()
  })
})

/** The other pages on a customer's telephone: joining an order, settings, telling a friend, and who is asked who they are. */

import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { DESK, type DeskVisit, openBrowser, openDesk, sheetIn } from './desk-visit.ts'

const browser: Browser | undefined = await openBrowser()
let desk: DeskVisit

beforeAll(async () => {
  if (browser) desk = await openDesk(browser)
})
afterEach(() => desk?.closeWindows())
afterAll(() => desk?.close())

describe.skipIf(!browser)('who opens a page outside the phone', () => {
  test('chooses a customer of the demo shop, and the deep link stays', async () => {
    const { page, errors } = await desk.visit('/liff/wallet?from=a#b')
    await page.getByRole('dialog', { name: 'どのお客さまとして開きますか' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: '中村 春香さん' }).click()
    await page.getByText('WELCOME500').waitFor()
    expect(new URL(page.url())).toMatchObject({ pathname: '/liff/wallet', search: '?from=a', hash: '#b' })
    await page.reload()
    await page.getByText('WELCOME500').waitFor()

    await page.getByRole('button', { name: '中村 春香さん' }).click()
    await page.getByRole('button', { name: '鈴木 由美さん' }).click()
    await page.getByText('いまお使いいただけるクーポンはまだありません').waitFor()
    // The button's token is not one of ours.
    expect(errors.filter((error) => !/status of 404/.test(error))).toEqual([])
  })

  test('an address we do not have says so, and shows a way', async () => {
    const { page } = await desk.openPage('鈴木 由美', '/nanika/fukai')
    await page.getByRole('heading', { name: 'お探しのページは見つかりませんでした' }).waitFor()
    await page.getByRole('link', { name: 'マイページを開く' }).click()
    await page.getByRole('heading', { name: 'マイページ' }).waitFor()
  })
})

describe.skipIf(!browser)('joining an order', () => {
  test('a wrong proof learns nothing, the right one joins; the phone knows the customer then', async () => {
    const { page, errors } = await desk.openPhone('佐藤 あかね', { viewport: DESK })
    const chat = page.getByRole('region', { name: 'トーク' })
    await page.getByText('ご注文番号「1001」').waitFor()
    await chat.getByRole('button', { name: 'ご注文とつなぐ' }).click()
    const sheet = sheetIn(page)
    const fill = async (number: string, proof: string) => {
      await sheet.getByLabel('ご注文番号').fill(number)
      await sheet.getByLabel('お電話番号の下4けた').fill(proof)
    }
    // Purpose, items, retention and how to stop stand before the agreement (DOMAIN §3, pitfall 10).
    for (const said of ['ご利用の目的', '結びつけるもの', '結びつけておく期間', 'やめるとき'])
      await sheet.getByText(said, { exact: true }).waitFor()
    await fill('1001', '9999')
    await sheet.getByRole('button', { name: 'つなぐ', exact: true }).click()
    expect(await sheet.getByRole('checkbox').getAttribute('aria-invalid')).toBe('true')
    await sheet.getByRole('checkbox').locator('..').click()
    await sheet.getByRole('button', { name: 'つなぐ', exact: true }).click()
    await sheet.getByRole('heading', { name: 'お手続きを受けつけました。' }).waitFor()

    await sheet.getByRole('button', { name: '番号を入れ直す' }).click()
    await fill('１００１', '5678')
    // Agreed anew with every try.
    if (!(await sheet.getByRole('checkbox').isChecked())) await sheet.getByRole('checkbox').locator('..').click()
    await sheet.getByRole('button', { name: 'つなぐ', exact: true }).click()
    await sheet.getByRole('heading', { name: 'つながりました。' }).waitFor()
    await page.getByRole('region', { name: '佐藤 あかねさん' }).getByText('ビジター').waitFor()
    await sheet.getByRole('link', { name: 'マイページを開く' }).click()
    await sheet.getByText('うるおい化粧水 お試し10日分').waitFor()
    expect(errors).toEqual([])
  })
})

describe.skipIf(!browser)('my page', () => {
  test('the menu’s 「設定」 opens it where the settings are, below many orders', async () => {
    const { page, errors } = await desk.openPhone('小林 千夏', { viewport: DESK })
    await page.getByRole('button', { name: 'メニュー' }).click()
    await page.getByRole('button', { name: '設定', exact: true }).click()
    const sheet = sheetIn(page)
    const letters = sheet.getByRole('switch', { name: 'お知らせを受け取る' })
    await letters.waitFor()
    const seen = () =>
      letters.evaluate((one) => {
        const { top, bottom } = one.getBoundingClientRect()
        return top >= 0 && bottom <= innerHeight
      })
    await expect.poll(seen).toBe(true)
    expect(errors).toEqual([])
  })

  test('the rest of many orders comes where the keyboard is', async () => {
    const { page } = await desk.openPage('小林 千夏', '/mypage')
    await page.getByRole('button', { name: /^残り\d+回を見る$/ }).press('Enter')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toMatch(/^\d+回目/)
    const place = await page.evaluate(() =>
      [...document.querySelectorAll('.order')].indexOf(document.activeElement as Element),
    )
    expect(place).toBe(4)
  })

  test('letters stop and start again at once, and it stays so', async () => {
    const { page, errors } = await desk.openPage('伊藤 さくら', '/')
    const letters = page.getByRole('switch', { name: 'お知らせを受け取る' })
    await letters.click()
    await page.getByText('お知らせを止めています。').waitFor()
    await expect.poll(async () => (await page.reload()) && letters.isChecked()).toBe(false)
    await letters.click()
    await page.getByText('使い方のご案内や').waitFor()
    await expect.poll(async () => (await page.reload()) && letters.isChecked()).toBe(true)
    expect(errors).toEqual([])
  })

  test('who has everything erased leaves nothing on the device either', async () => {
    const { page } = await desk.openPage('加藤 玲', '/settings')
    await page.getByRole('button', { name: '登録を削除する' }).click()
    const kept = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('fanbelt:survey:')))
    await page.evaluate(() => localStorage.setItem('fanbelt:survey:begun', '{"said":{"answers":{"voice":"途中"}}}'))
    expect(await kept()).toEqual(['fanbelt:survey:begun'])
    await page.getByRole('button', { name: '次へ進む' }).click()
    await page.getByRole('checkbox').locator('..').click()
    await page.getByRole('dialog').getByRole('button', { name: '登録を削除する' }).click()
    await page.getByRole('heading', { name: '登録を削除しました' }).waitFor()
    expect(await kept()).toEqual([])
  })

  test('a setting that could not be kept goes back, and says so', async () => {
    const { page } = await desk.openPage('伊藤 さくら', '/mypage')
    const letters = page.getByRole('switch', { name: 'お知らせを受け取る' })
    await letters.waitFor()
    await page.route('**/api/liff/settings', (route) => route.abort())
    await letters.click()
    await page.getByRole('alert').filter({ hasText: /./ }).first().waitFor()
    expect(await letters.isChecked()).toBe(true)
  })
})

describe.skipIf(!browser)('telling a friend', () => {
  test('who has just begun is told kindly that it is too early', async () => {
    const { page, errors } = await desk.openPage('鈴木 由美', '/referral')
    await page.getByText('いまは、商品をゆっくりお試しいただく時期です。').waitFor()
    expect(await page.getByRole('button', { name: 'LINEのお友だちに送る' }).count()).toBe(0)
    expect(errors).toEqual([])
  })

  test('a fan’s card arrives in the chosen friend’s chat; who bought already is no new customer', async () => {
    const { page, errors } = await desk.openPage('小林 真理', '/referral')
    await page.getByRole('button', { name: 'LINEのお友だちに送る' }).click()
    const choice = page.getByRole('dialog', { name: 'どなたに送りますか' })
    await choice.getByRole('button', { name: 'やめる' }).click()
    await choice.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'LINEのお友だちに送る' }).click()
    expect(await choice.getByRole('button', { name: '小林 真理さん' }).count()).toBe(0)
    await choice.getByRole('button', { name: '高橋 のぞみさん' }).click()
    await page.getByText('お友だちに送りました。').waitFor()
    expect(errors).toEqual([])

    const friend = await desk.openPhone('高橋 のぞみ', { viewport: DESK })
    const letter = friend.page.locator('.entry', { hasText: '小林 真理' }).last()
    await letter.getByRole('button', { name: /^https:\/\/liff\.line\.me\// }).click()
    await sheetIn(friend.page)
      .getByText(/はじめて/)
      .first()
      .waitFor()
  })
})

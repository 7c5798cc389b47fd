import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PERSONAS } from '../../bot/core/personas.ts'
import { fanbelt, folder, SCENARIOS } from './run.ts'

const FIRST = join(SCENARIOS, 'first_60days.yaml')

/** A shop's own folder. */
function shop(change: (text: string) => string = (text) => text): string {
  const path = folder()
  cpSync(SCENARIOS, path, { recursive: true })
  const file = join(path, 'first_60days.yaml')
  writeFileSync(file, change(readFileSync(file, 'utf8')))
  return file
}

describe('simulate', () => {
  test('one persona, day by day, with what the customer does and why something waits', async () => {
    const { code, out } = await fanbelt(['simulate', FIRST, '--persona', 'unhappy'])
    expect(code).toBe(0)
    const lines = out.split('\n')
    expect(lines.slice(0, 2)).toEqual([
      'はじめての60日（first_60days）',
      '井上 薫さん　使ってみたものの、アンケートで満足度2・おすすめ度3とお答えになる方です。',
    ])
    expect(lines).toContain('   0日目 10:10 ● お礼（m01_thanks）')
    expect(lines).toContain('  16日目 21:00   お客さま：アンケートに回答（満足度2・おすすめ度3）')
    const held = lines.indexOf(
      '  24日目 19:30 ‖ 定期のご案内（m09a_subscription）：保留（30日目 19:30にもう一度確かめます）',
    )
    expect(lines[held + 1]?.trim()).toBe(
      'ご不満のお声をいただいたため、販売のご案内を14日お休みしています。あと6日お待ちください。',
    )
    expect(lines.at(-2)).toBe('送る 12、保留 2、送らない 0、見送り 1')
  })
  test('an end is told with its reason', async () => {
    const { out } = await fanbelt(['simulate', FIRST, '--persona', 'stops'])
    expect(out).toContain('  10日目 09:30 終わり：配信停止のお申し出がありました。')
  })
  test('everybody, when nobody is named', async () => {
    const { code, out } = await fanbelt(['simulate', FIRST])
    expect(code).toBe(0)
    for (const { id, about } of PERSONAS) expect(out).toMatch(new RegExp(`^${id} .*${about}$`, 'm'))
    expect(out).toMatch(/^blocks +1 +0 +11 +1 /m)
  })
  test('--json has the keys of SPEC §4.3', async () => {
    const { json } = await fanbelt(['simulate', FIRST, '--persona', 'unhappy', '--days', '24', '--json'])
    expect(json()).toMatchObject({ scenario: 'first_60days', persona: 'unhappy' })
    expect(json().entries).toHaveLength(10)
    expect(json().entries[8]).toMatchObject({
      day: 24,
      at: '2026-06-25T19:30:00+09:00',
      step: 'm09a_subscription',
      verdict: 'held',
      code: 'R_NEGATIVE_MUTE',
      until: '2026-07-01T19:30:00+09:00',
      messages: [],
    })
    expect(json().entries[0].messages[0]).toMatchObject({ type: 'flex' })
    const all = await fanbelt(['simulate', FIRST, '--json'])
    expect(all.json().simulations.map(({ persona }: { persona: string }) => persona)).toEqual(
      PERSONAS.map(({ id }) => id),
    )
  })
  test('--svg draws the belt', async () => {
    const path = join(folder(), 'pictures', 'belt.svg')
    const { code, err } = await fanbelt(['simulate', FIRST, '--persona', 'feels', '--svg', path])
    expect([code, err]).toEqual([0, `図を ${path} に描きました（鈴木 由美さん）。\n`])
    expect(readFileSync(path, 'utf8')).toMatch(/^<svg [\s\S]+<\/svg>\n$/)
  })
  test('the shop beside the file counts', async () => {
    const file = shop()
    const settings = join(file, '../shop.yaml')
    writeFileSync(settings, `${readFileSync(settings, 'utf8')}\nguard: {max_per_7_days: 1}\n`)
    const { code, err, json } = await fanbelt(['simulate', file, '--persona', 'feels', '--json'])
    // Such a shop may not publish this scenario; what would happen is shown all the same.
    expect([code, err]).toEqual([0, expect.stringMatching(/^公開を止める間違いが\d+件あります。/)])
    expect(json().entries.filter(({ code }: { code?: string }) => code === 'R_FREQUENCY').length).toBeGreaterThan(3)
  })
  test('a real customer, by our id or the shop’s number', async () => {
    const file = shop()
    const db = join(folder(), 'shop.sqlite')
    const csv = join(folder(), 'orders.csv')
    writeFileSync(csv, 'order_id,ordered_at,customer_id,name,sku,total\nA1,2026-06-12 10:00,c1,佐藤 花子,LT,980\n')
    await fanbelt(['import', csv, '--db', db, '--source', 'cart'])
    const { code, out, err } = await fanbelt(['simulate', file, '--customer', 'cart:c1', '--db', db])
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('お客さま cart:c1')
    // Nobody has linked her yet; the dates are those of the calendar.
    expect(out).toMatch(/3日目 6月15日（月） 18:30 × 成功体験（m02_arrived）：送らない/)
    // By the number alone too, as `fanbelt customer` knows her, unless two carts use it.
    const alone = await fanbelt(['simulate', file, '--customer', 'c1', '--db', db])
    expect([alone.code, alone.out]).toEqual([0, out.replaceAll('cart:c1', 'c1')])
    await fanbelt(['import', csv, '--db', db, '--source', 'other'])
    const two = await fanbelt(['simulate', file, '--customer', 'c1', '--db', db])
    expect([two.code, two.err]).toEqual([2, expect.stringContaining('「c1」という番号のお客さまが2人')])
    expect((await fanbelt(['customer', 'cart:c1', '--db', db])).code).toBe(0)
    const missing = await fanbelt(['simulate', file, '--customer', 'cart:c2', '--db', db])
    expect([missing.code, missing.err]).toEqual([2, '「cart:c2」というお客さまは見つかりません。\n'])
  })
  test('what is misused is said, and nothing is written', async () => {
    const svg = join(folder(), 'belt.svg')
    const cases: [string[], RegExp][] = [
      [[FIRST, '--persona', 'unhapy'], /「unhappy」のことですか？\n {2}typical_used：標準/],
      [[FIRST, '--days', 'ten'], /--days の「ten」/],
      [[FIRST, '--days', '1001'], /--days の「1001」/],
      [[FIRST, '--persona', 'feels', '--customer', 'c1'], /どちらか一つ/],
      [[join(SCENARIOS, 'shop.yaml')], /シナリオのファイルではありません/],
      [[join(SCENARIOS, 'nothing.yaml')], /見つかりません/],
      [[], /「file」を指定してください/],
    ]
    for (const [argv, sentence] of cases) {
      const { code, out, err } = await fanbelt(['simulate', ...argv, '--svg', svg])
      expect([code, out, err]).toEqual([2, '', expect.stringMatching(sentence)])
    }
    expect(existsSync(svg)).toBe(false)
  })
  test('a file with an error is told like check does, and ends with 1', async () => {
    const file = shop((text) => text.replace('purpose: thanks', 'purpose: thank'))
    const { code, out, err } = await fanbelt(['simulate', file, '--persona', 'feels'])
    expect([code, err]).toEqual([1, '間違いがあるため、試せませんでした。\n'])
    expect(out).toMatch(/first_60days\.yaml:\d+:\d+ E\d+ /)
  })
})

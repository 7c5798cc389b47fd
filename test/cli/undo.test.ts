import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { scenarioText, shopFiles } from '../support/story.ts'
import { publishedDesk } from './desk.ts'
import { fanbelt, folder } from './run.ts'

describe('undo', () => {
  test('says what is back, and that the files are left as they are', async () => {
    const { run, publishAgain } = await publishedDesk()
    await publishAgain('win_back.yaml', '二')
    const { code, out } = await run('undo')
    expect([code, out]).toEqual([
      0,
      '戻しました：scenario/win_back 第2版を取り消し、第1版と同じ内容（第3版）\n手元のファイルはそのままです。ファイルも戻すには npx fanbelt pull、もう一度公開するには npx fanbelt publish をお使いください。\n',
    ])
  })
  test('--dry-run says it first; --json has it too', async () => {
    const { run, publishAgain } = await publishedDesk()
    await publishAgain('win_back.yaml', '二')
    expect((await run('undo', '--dry-run')).out).toBe(
      '戻ります：scenario/win_back 第2版を取り消し、第1版と同じ内容（第3版）\n試し（--dry-run）のため、まだ何も変えていません。\n',
    )
    expect((await run('undo', '--json')).json()).toEqual({
      changes: [
        {
          kind: 'scenario',
          name: 'win_back',
          number: 3,
          change: 'undone',
          undid: 2,
          back_to: 1,
          steps: { added: [], changed: [], removed: [] },
        },
      ],
      running: [],
      migrated: [],
      dry_run: false,
    })
  })
  test('of the first publish of a scenario takes it out of use', async () => {
    const { run } = await publishedDesk()
    expect(await run('undo', 'win_back')).toMatchObject({
      code: 0,
      out: expect.stringContaining('戻しました：scenario/win_back は第1版がはじめての公開なので、取り下げ（第2版）\n'),
    })
  })
  test('of everything is misuse, and of a document nobody knows', async () => {
    const { run } = await publishedDesk()
    expect(await run('undo')).toMatchObject({ code: 2, err: 'いちばんはじめの公開です。これより前には戻せません。\n' })
    expect(await run('undo', 'winback')).toMatchObject({
      code: 2,
      err: expect.stringContaining('「win_back」のことですか？'),
    })
  })
  test('that would be a mistake is a finding with its place', async () => {
    const home = folder()
    const gift = (coupon: string) =>
      scenarioText('gift', [
        { id: 'g', at: '{from: delivered, day: 20}', more: `offer: {kind: repeat, product: full, coupon: ${coupon}}` },
      ])
    const publish = async (files: Record<string, string>) => {
      for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text)
      expect((await fanbelt(['publish', home, '--db', join(home, 'shop.sqlite')])).code).toBe(0)
    }
    await publish({ ...shopFiles(), 'gift.yaml': gift('OFF500') })
    const coupons = shopFiles()['coupons.yaml'] ?? ''
    await publish({ 'gift.yaml': gift('OFF900'), 'coupons.yaml': coupons.replace('OFF500', 'OFF900') })
    const { code, out, err } = await fanbelt(['undo', 'coupons', '--db', join(home, 'shop.sqlite')])
    expect([code, err]).toEqual([1, '前の版に戻すと間違いになるため、戻しませんでした。いまの版のまま動いています。\n'])
    expect(out).toMatch(/^公開中\/gift\.yaml:\d+:\d+ E115 .*OFF900/m)
  })
})

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fanbelt, folder, SCENARIOS } from './run.ts'

/** The shipped scenarios, one line of one of them spoilt. */
function shop(spoil = false): string {
  const path = folder()
  cpSync(SCENARIOS, path, { recursive: true })
  if (spoil) edit(path, (text) => text.replace('purpose: thanks', 'purpose: thank'))
  return path
}
function edit(path: string, change: (text: string) => string): void {
  const file = join(path, 'first_60days.yaml')
  writeFileSync(file, change(readFileSync(file, 'utf8')))
}

describe('check', () => {
  test('without files reads everything below SCENARIOS_DIR, and the shipped ones are clean', async () => {
    const { code, out } = await fanbelt(['check'], { SCENARIOS_DIR: shop() })
    expect([code, out]).toEqual([0, expect.stringMatching(/^\d+ファイルを確かめました。間違いはありません。\n$/)])
  })
  test('reads surveys/ and richmenus/ too', async () => {
    const path = shop()
    mkdirSync(join(path, 'surveys'), { recursive: true })
    writeFileSync(join(path, 'surveys', 'odd.yaml'), 'id: [')
    expect((await fanbelt(['check', path])).out).toContain(`${join(path, 'surveys', 'odd.yaml')}:1:`)
  })
  test('a menu’s own picture: there, and as LINE takes it', async () => {
    const path = shop()
    const menu = join(path, 'richmenus', 'visitor.yaml')
    mkdirSync(join(path, 'richmenus'), { recursive: true })
    const named = (image: string) =>
      writeFileSync(
        menu,
        readFileSync(join(SCENARIOS, 'richmenus', 'visitor.yaml'), 'utf8').replace(
          'columns',
          `image: ${image}\ncolumns`,
        ),
      )
    const found = async () => (await fanbelt(['check', menu])).out.split('\n')[0]
    named('shop.png')
    expect(await found()).toMatch(/visitor\.yaml:7:8 W134 画像「shop\.png」：見つかりません。/)
    const png = Buffer.alloc(33)
    png.writeUInt32BE(0x89504e47)
    png.writeUInt32BE(1000, 16)
    png.writeUInt32BE(1000, 20)
    writeFileSync(join(path, 'richmenus', 'shop.png'), png)
    expect(await found()).toContain('大きさを 2500×1686 にしてください（いま 1000×1000）。')
    png.writeUInt32BE(2500, 16)
    png.writeUInt32BE(1686, 20)
    writeFileSync(join(path, 'richmenus', 'shop.png'), png)
    expect(await found()).toContain('間違いはありません。')
    named('../shop.png')
    expect(await found()).toContain('.png か .jpg で終わるファイル名を書いてください。')
  })
  test('prints file:line:col CODE 文 and ends with 1', async () => {
    const path = shop(true)
    const { code, out } = await fanbelt(['check', path])
    expect(code).toBe(1)
    expect(out).toMatch(new RegExp(`^${join(path, 'first_60days.yaml')}:\\d+:\\d+ E\\d+ .*[ぁ-ん].*$`, 'm'))
    expect(out).toContain('間違いを直すまで公開できません。')
  })
  test('one file alone is judged as part of the shop around it, and only it is reported', async () => {
    const path = shop()
    edit(path, (text) => text.replace('coupon: WELCOME500', 'coupon: WELCOME5000'))
    writeFileSync(join(path, 'win_back.yaml'), 'id: [')
    const { code, json } = await fanbelt(['check', join(path, 'first_60days.yaml'), '--json'])
    expect([code, json().files]).toEqual([1, 1])
    expect(new Set(json().problems.map(({ file }: { file: string }) => file))).toEqual(
      new Set([join(path, 'first_60days.yaml')]),
    )
    expect(JSON.stringify(json().problems)).toContain('WELCOME5000')
  })
  test('--json', async () => {
    const { code, json } = await fanbelt(['check', shop(true), '--json'])
    expect([code, json().files]).toEqual([1, expect.any(Number)])
    expect(json().problems[0]).toEqual({
      file: expect.stringContaining('first_60days.yaml'),
      line: expect.any(Number),
      column: expect.any(Number),
      level: 'error',
      code: expect.stringMatching(/^E\d+$/),
      message: expect.any(String),
    })
  })
})

describe('publish', () => {
  test('makes revisions, and the same files again none', async () => {
    const path = shop()
    const db = join(folder(), 'new', 'shop.sqlite')
    const first = await fanbelt(['publish', '--db', db], { SCENARIOS_DIR: path })
    expect([first.code, first.out]).toEqual([0, expect.stringContaining('公開しました：scenario/first_60days 第1版\n')])
    const again = await fanbelt(['publish', '--db', db], { SCENARIOS_DIR: path })
    expect([again.code, again.out]).toEqual([0, expect.stringMatching(/^変わったところはありません。/)])
    edit(path, (text) => `${text}\n# ひとこと\n`)
    const { json } = await fanbelt(['publish', join(path, 'first_60days.yaml'), '--db', db, '--json'])
    expect(json().published).toEqual([{ kind: 'scenario', name: 'first_60days', number: 2 }])
  })
  test('a file with an error publishes nothing and says that the old revision goes on', async () => {
    const db = join(folder(), 'shop.sqlite')
    const path = shop()
    await fanbelt(['publish', path, '--db', db])
    edit(path, (text) => text.replace('purpose: thanks', 'purpose: thank'))
    const { code, out, err } = await fanbelt(['publish', path, '--db', db])
    expect([code, out]).toEqual([1, expect.stringMatching(/first_60days\.yaml:\d+:\d+ E\d+ /)])
    expect(err).toContain('いまの版のまま動いています。')
    const { json } = await fanbelt(['publish', path, '--db', db, '--json'])
    expect(json()).toMatchObject({ published: [], problems: [{ level: 'error' }] })
  })
})

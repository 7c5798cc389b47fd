import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDesk } from './desk.ts'

/** Every file of a folder by its path, as bytes in hexadecimal. */
const bytesOf = (path: string) =>
  Object.fromEntries(
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file.slice(path.length + 1), readFileSync(file).toString('hex')]),
  )

describe('pull', () => {
  test('writes what is published, byte for byte: byte order mark, CRLF, comments, no last newline', async () => {
    const { home, path, run, edit } = openDesk()
    const out = join(home, 'out')
    edit('first_60days.yaml', (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}# 髙橋 🌙 ①`)
    expect((await run('publish')).code).toBe(0)
    const { code, out: said } = await run('pull', '--dir', out)
    expect([code, bytesOf(out)]).toEqual([0, bytesOf(path)])
    expect(said).toContain(`書き戻しました：${join(out, 'surveys', 'monthly_survey.yaml')}\n`)
    expect(said).toMatch(/\d+ファイルを書き戻しました。\n$/)
    expect((await run('pull', '--dir', out)).out).toMatch(
      /^変わったところはありません。\d+ファイルは公開中の文面と同じです。\n$/,
    )
  })
  test('after an undo brings the files back without being forced: what is overwritten was published', async () => {
    const { run, edit, file } = openDesk()
    await run('publish')
    const first = readFileSync(file('win_back.yaml'))
    edit('win_back.yaml', (text) => `${text}# 二\n`)
    await run('publish')
    await run('undo')
    const { code, json } = await run('pull', '--json')
    expect([code, json()]).toMatchObject([0, { written: [file('win_back.yaml')], refused: [] }])
    expect(readFileSync(file('win_back.yaml'))).toEqual(first)
  })
  test('leaves every file alone when one has words that were never published; --force does not', async () => {
    const { path, run, edit, file } = openDesk()
    await run('publish')
    const published = bytesOf(path)
    edit('win_back.yaml', (text) => `${text}# 書きかけ\n`)
    edit('shop.yaml', (text) => `${text}# 二\n`)
    await run('publish', file('shop.yaml'))
    await run('undo')
    const before = bytesOf(path)
    const { code, out } = await run('pull')
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(
        /^\S+win_back\.yaml には、まだ公開していない書きかけがあります。\nどのファイルも書きかえていません。/,
      ),
    ])
    expect(bytesOf(path)).toEqual(before)
    expect((await run('pull', '--json')).json()).toMatchObject({ written: [], refused: [file('win_back.yaml')] })
    const forced = await run('pull', '--force')
    expect([forced.code, bytesOf(path)]).toEqual([0, published])
  })
  test('knows a file by either ending, and writes through a link', async () => {
    const { home, path, run, edit, file } = openDesk()
    renameSync(file('win_back.yaml'), file('win_back.yml'))
    renameSync(file('shop.yaml'), join(home, 'real.yaml'))
    symlinkSync(join(home, 'real.yaml'), file('shop.yaml'))
    await run('publish', path, file('shop.yaml'))
    for (const name of ['win_back.yml', 'shop.yaml']) edit(name, (text) => `${text}# 二\n`)
    await run('publish', path, file('shop.yaml'))
    await run('undo')
    expect((await run('pull', '--json')).json().written.sort()).toEqual([file('shop.yaml'), file('win_back.yml')])
    expect(existsSync(join(path, 'win_back.yaml'))).toBe(false)
    expect(readFileSync(join(home, 'real.yaml'), 'utf8')).not.toContain('# 二')
    expect(readdirSync(path).filter((name) => name.includes('.tmp'))).toEqual([])
  })
  test('does not write what was taken out of use', async () => {
    const { home, run } = openDesk()
    const out = join(home, 'out')
    await run('publish')
    await run('publish', '--retire', 'win_back')
    await run('pull', '--dir', out)
    expect([existsSync(join(out, 'win_back.yaml')), existsSync(join(out, 'referral.yaml'))]).toEqual([false, true])
  })
  test('of nothing, and into what is no folder, is misuse', async () => {
    const { home, run } = openDesk()
    const out = join(home, 'out')
    expect(await run('pull')).toMatchObject({ code: 2, err: 'まだ何も公開されていません。\n' })
    await run('publish')
    writeFileSync(out, '')
    expect(await run('pull', '--dir', out)).toMatchObject({ code: 2, err: expect.stringContaining('書きこめません') })
    mkdirSync(join(home, 'odd', 'shop.yaml'), { recursive: true })
    expect(await run('pull', '--dir', join(home, 'odd'))).toMatchObject({
      code: 2,
      err: `${join(home, 'odd', 'shop.yaml')} はフォルダーです。\n`,
    })
  })
})

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Io } from '../../bot/cli/command.ts'
import { run } from '../../bot/cli/program.ts'
import about from '../../package.json' with { type: 'json' }
import { fanbelt, folder, SCENARIOS } from './run.ts'

const COMMANDS = ['check', 'publish', 'import', 'link', 'tick']

describe('help', () => {
  test('lists every command in Japanese and is no error', async () => {
    const { code, out, err } = await fanbelt(['--help'])
    expect([code, err]).toEqual([0, ''])
    for (const name of COMMANDS) expect(out).toMatch(new RegExp(`^ {2}${name} .*[ぁ-ん]`, 'm'))
  })
  test.each(COMMANDS)('of %s has an example, --db, and no English of Commander', async (name) => {
    const { code, out } = await fanbelt([name, '--help'])
    expect(code).toBe(0)
    expect(out).toContain(`例:\n  npx fanbelt ${name}`)
    expect(out).toContain('--db <path>')
    expect(out).not.toMatch(/Usage|Options:|display help|default:/)
  })
})

test('the version is the one of the package', async () => {
  const { code, out } = await fanbelt(['--version'])
  expect([code, out]).toEqual([0, `${about.version}\n`])
})

describe('misuse is one Japanese line and exit code 2', () => {
  test.each([
    [['check', '--colour'], 'オプション「--colour」はありません。「npx fanbelt check --help」'],
    [['report', '--asof', '2026-10-31'], 'オプション「--asof」はありません。→ 「--as-of」のことですか？'],
    [['chekc'], 'コマンド「chekc」はありません。→ 「check」のことですか？「npx fanbelt --help」'],
    [[], 'コマンドを指定してください。「npx fanbelt --help」'],
    [['import'], '「file」を指定してください：カートから出力したCSV'],
    [['costs', 'set'], '「npx fanbelt costs set --help」で使い方を見られます。'],
    [['tick', '--now'], '値を付けてください。'],
    [['link', 'a.csv', 'b.csv'], '引数が多すぎます。'],
    [['import', 'nowhere.csv'], 'nowhere.csv が見つかりません。'],
    [['import', 'nowhere.csv', '--preset', 'yahoo'], 'カートの種類「yahoo」はありません。generic'],
    [['import', 'nowhere.csv', '--map', 'a=b'], '--map の「a=b」がわかりません。'],
    [['import', 'a.csv', '--kind', 'returns'], 'orders・subscriptions・arrivals から選んでください。'],
    [['import', '.'], '. はファイルではありません。'],
    [['check', 'nowhere.yaml'], 'nowhere.yaml が見つかりません。'],
    [['tick'], 'LINEにつなぐ設定がありません。'],
    [['tick', '--now', 'あした'], '--now の「あした」を読み取れません。'],
  ])('%j', async (argv, sentence) => {
    const { code, out, err } = await fanbelt(argv)
    expect(err).toContain(sentence)
    expect([code, out, err.trim().split('\n').length]).toEqual([2, '', 1])
  })
  test('a wrong setting is named', async () => {
    const { code, err } = await fanbelt(['check'], { PORT: 'eighty' })
    expect([code, err]).toEqual([2, expect.stringContaining('PORT')])
  })
  test('a database that is none', async () => {
    const path = join(folder(), 'notes.txt')
    writeFileSync(path, 'これはデータベースではありません。'.repeat(100))
    const { code, err } = await fanbelt(['publish', '--db', path])
    expect([code, err]).toEqual([2, `データベース ${path} はFanbeltのデータベースではありません。\n`])
  })
  test('a folder without YAML', async () => {
    const { code, err } = await fanbelt(['check', folder()])
    expect([code, err]).toEqual([2, expect.stringContaining('YAMLファイルがありません')])
  })
})

test('a stack trace only for who asks', async () => {
  const broken = async (env: Record<string, string>) => {
    let err = ''
    const now = () => {
      throw new Error('Failed query: insert …\nparams: ないしょ', { cause: new Error('時計がこわれました') })
    }
    const say = (text: string) => {
      err += text
    }
    const io: Io = { env, out: say, err: say, isTerminal: false, now, exitCode: 0 }
    return { code: await run(['publish', SCENARIOS, '--db', join(folder(), 'shop.sqlite')], io), err }
  }
  const sentence = '思いがけないエラーで止まりました：時計がこわれました（詳しくは FANBELT_DEBUG=1）\n'
  expect(await broken({})).toEqual({ code: 2, err: sentence })
  expect((await broken({ FANBELT_DEBUG: '1' })).err).toContain('    at ')
})

describe('a new database needs scenarios to begin with', () => {
  const first = async (env: Record<string, string>) => {
    const path = folder()
    const file = join(path, 'orders.csv')
    writeFileSync(file, 'order_id,email,date\n1,a@example.jp,2026-04-01\n')
    return fanbelt(['import', file, '--db', join(path, 'shop.sqlite')], env)
  }
  test('those of SCENARIOS_DIR, when it is there', async () => {
    const { code, err } = await first({ SCENARIOS_DIR: '/nowhere' })
    expect([code, err]).toEqual([2, '/nowhere が見つかりません。\n'])
  })
  test('with shop.yaml and replies.yaml among them', async () => {
    const path = folder()
    writeFileSync(join(path, 'coupons.yaml'), 'coupons: []\n')
    const { code, err } = await first({ SCENARIOS_DIR: path })
    expect([code, err]).toEqual([2, expect.stringContaining('shop.yaml と replies.yaml')])
  })
  test('without a mistake in them', async () => {
    const path = folder()
    writeFileSync(join(path, 'shop.yaml'), 'name: [\n')
    const { code, err } = await first({ SCENARIOS_DIR: path })
    expect([code, err]).toEqual([2, expect.stringContaining(`npx fanbelt check ${path}`)])
  })
})

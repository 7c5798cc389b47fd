import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { scenarioFiles } from '../../bot/scenario-files.ts'
import { openDesk } from './desk.ts'
import { fanbelt, SCENARIOS } from './run.ts'

describe('schema', () => {
  test('writes what the first line of every file points to, and every file fits it', async () => {
    const { path } = openDesk()
    const { code, out, json } = await fanbelt(['schema', '--json'], { SCENARIOS_DIR: path })
    expect([code, json().written.length]).toEqual([
      0,
      readdirSync(path).filter((name) => name.endsWith('.schema.json')).length,
    ])
    expect(out).toContain('scenario.schema.json')
    for (const file of scenarioFiles(path)) {
      const [, named = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(file.text) ?? []
      const target = join(dirname(file.path), named)
      expect([file.path, named !== '' && existsSync(target)]).toEqual([file.path, true])
      const content = JSON.parse(readFileSync(target, 'utf8'))
      expect(content.$schema).toBe('http://json-schema.org/draft-07/schema#')
      const validate = new Ajv({ strict: false }).compile(content)
      validate(parse(file.text))
      expect([file.path, validate.errors]).toEqual([file.path, null])
    }
  })
  test('again writes the same; --dir names another folder', async () => {
    const { path } = openDesk()
    const first = await fanbelt(['schema', '--dir', path])
    expect(first.out).toContain(`書きました：${join(path, 'shop.schema.json')}\n`)
    const before = readFileSync(join(path, 'scenario.schema.json'))
    await fanbelt(['schema', '--dir', path])
    expect(readFileSync(join(path, 'scenario.schema.json'))).toEqual(before)
    expect(readdirSync(path).filter((name) => name.includes('.tmp'))).toEqual([])
  })
  test('they are no YAML: check and publish pass them by', async () => {
    const { path } = openDesk()
    const before = (await fanbelt(['check', path, '--json'])).json().files
    await fanbelt(['schema', '--dir', path])
    expect((await fanbelt(['check', path, '--json'])).json().files).toBe(before)
  })
  test('git ignores them, since they are made from the program', () => {
    expect(readFileSync(join(SCENARIOS, '../.gitignore'), 'utf8')).toMatch(/^scenarios\/\*\.schema\.json$/m)
  })
  test('into a folder that is not there is misuse', async () => {
    expect(await fanbelt(['schema', '--dir', '/nowhere'])).toMatchObject({
      code: 2,
      err: '/nowhere が見つかりません。\n',
    })
  })
})

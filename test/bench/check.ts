/** How long does `check` take? `node test/bench/check.ts`: a file of 200 steps, and files made to be slow. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkAll } from '../../bot/core/check.ts'
import { decodeScenario } from '../../bot/core/decode-text.ts'

const RUNS = 7
const SECOND = 1000
const shipped = (name: string) => readFileSync(join(import.meta.dirname, '../../scenarios', name), 'utf8')
const around = ['shop.yaml', 'coupons.yaml', 'replies.yaml'].map((path) => ({ path, text: shipped(path) }))

/** As many steps as a file may have: three days apart, with texts, buttons, signals and conditions like the shipped ones. */
function longScenario(steps = 200): string {
  const purposes = ['success', 'reassurance', 'tips', 'challenge', 'dialogue', 'story']
  const written = Array.from({ length: steps }, (_, index) => {
    const when =
      index % 7 === 3 && index > 7 ? `\n    when: used or (felt_${index % 5} and not felt_${(index + 2) % 5})` : ''
    return `  - id: m${index}
    at: {from: order, day: ${index * 3}, time: "19:30"}${when}
    purpose: ${purposes[index % purposes.length]}
    wall: trust
    offer: none
    text: |
      {{お名前}}さま

      ${'続けるコツは、がんばらないこと。'.repeat(8)}
      ${index}回目のお便りでした。
    buttons: [毎日使っています, ときどき使っています, まだ残っています]
    signals: {毎日使っています: ${index === 1 ? 'used' : `felt_${index % 5}`}}
`
  })
  return `id: long\nname: 長い\ntrigger: first_order\nsteps:\n${written.join('')}`
}

const bytes = (text: string) => new TextEncoder().encode(text)
const bomb = () => {
  const levels = Array.from({ length: 8 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`)
  return `a0: &a0 [x]\n${levels.join('\n')}\nall: *a8\n`
}
const SJIS = new Uint8Array([0x69, 0x64, 0x3a, 0x20, 0x82, 0xb1, 0x82, 0xf1, 0x82, 0xc9, 0x82, 0xbf, 0x82, 0xcd])
const LONGEST = 299_990

const CASES: Record<string, Uint8Array> = {
  '200 steps': bytes(longScenario()),
  '10 MB': bytes(`# ${'あ'.repeat(3_500_000)}`),
  'brackets, 300 KB': bytes('['.repeat(LONGEST)),
  'nested maps, 300 KB': bytes(Array.from({ length: 760 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')),
  'alias bomb': bytes(bomb()),
  'many aliases, 300 KB': bytes(`a: &a x\nb: [${'*a, '.repeat(74_000)}]`),
  'keys, 300 KB': bytes(Array.from({ length: 20_000 }, (_, index) => `key${index}: 1`).join('\n')),
  'one long line, 300 KB': bytes(`text: ${'あ: '.repeat(90_000)}`),
  'open quote, 300 KB': bytes(`name: "${'あ\n'.repeat(140_000)}`),
  'placeholders, 300 KB': bytes(`id: x\ntext: "${'{{x}} '.repeat(45_000)}"`),
  'full-width spaces, 300 KB': bytes('　a: 1\n'.repeat(45_000)),
  'binary, 5 MB': Uint8Array.from({ length: 5_000_000 }, (_, index) => (index * 7919) % 256),
  Shift_JIS: SJIS,
}

const median = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
let slow = false
for (const [name, file] of Object.entries(CASES)) {
  const times: number[] = []
  let codes = ''
  for (let run = 0; run < RUNS; run += 1) {
    const start = performance.now()
    const { text, problem } = decodeScenario(file, 'long.yaml')
    const problems = text === undefined ? [problem] : checkAll([...around, { path: 'long.yaml', text }]).problems
    times.push(performance.now() - start)
    codes = `${problems.length} problems: ${[...new Set(problems.map((one) => one?.code))].slice(0, 5).join(' ')}`
  }
  const worst = Math.max(...times)
  slow ||= worst > SECOND
  const figures = `median ${median(times).toFixed(0)} ms, worst ${worst.toFixed(0)} ms`
  const memory = `RSS ${(process.memoryUsage().rss / 1024 / 1024).toFixed(0)} MB`
  console.log(`${name.padEnd(26)} ${figures.padEnd(34)} ${memory.padEnd(12)} ${codes}`)
}
if (slow) process.exitCode = 1

/** `npm run crash -- --kills 50 --deliveries 5000 --seed 1`: the crash test at its full length, with its figures. */

import { parseArgs } from 'node:util'
import { crashRun } from '../support/crash-run.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    deliveries: { type: 'string', default: '5000' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    speed: { type: 'string', default: '120' },
    minutes: { type: 'string', default: '20' },
  },
})
const { kills, deliveries, seed, speed } = values
console.log(`repeat: npm run crash -- --kills ${kills} --deliveries ${deliveries} --seed ${seed} --speed ${speed}`)
const { wrongs, ...figures } = await crashRun({
  kills: Number(kills),
  deliveries: Number(deliveries),
  seed: Number(seed),
  speed: Number(speed),
  withinMs: Number(values.minutes) * 60_000,
  tell: console.log,
})
console.log(figures)
console.log(wrongs.length === 0 ? '0 lost, 0 doubled' : wrongs.join('\n'))
process.exitCode = wrongs.length === 0 ? 0 : 1

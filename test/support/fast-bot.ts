/** Fanbelt as `npm start` runs it, with one thing changed: its clock runs faster, so that a lease of minutes ends in seconds. */

import { serve } from '../../bot/serve.ts'
import { type FastTime, fastNow } from './fast-clock.ts'

const time = JSON.parse(process.env.FAST_TIME ?? '') as FastTime

// Whoever started it is gone: nobody would end it any more.
process.once('disconnect', () => process.exit(1))

const { close, greeting } = await serve(process.env, { now: () => fastNow(time) })
process.once('SIGTERM', () => close().then(() => process.exit(0)))
console.log(greeting)

/** Starts Fanbelt on a machine of one's own: the environment comes in, signals end it, a failure to start is said in a sentence. */

import { ConfigError } from './config.ts'
import { serve } from './serve.ts'

async function main() {
  const { close, greeting } = await serve(process.env)
  const stop = async () => {
    await close()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())
  console.log(greeting)
}

try {
  await main()
} catch (error) {
  const busy = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
  if (error instanceof ConfigError) console.error(error.message)
  else if (busy) console.error('The port is taken. Is Fanbelt running already? Choose another one: PORT=9000 npm start')
  else console.error(error)
  process.exit(1)
}

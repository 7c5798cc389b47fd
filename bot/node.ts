/** Starts Fanbelt on a machine of one's own: the environment comes in, signals end it, a failure to start is said in a sentence. */

import { ConfigError, parseConfig } from './config.ts'
import { formatProblem, type Problem } from './core/problem.ts'
import { AppError, databaseTrouble } from './errors.ts'
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
  console.error(inWords(error) ?? error)
  process.exit(1)
}

/** Why it could not start, where somebody can mend it; anything else is shown with its trace. */
function inWords(error: unknown): string | undefined {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (error instanceof ConfigError) return error.message
  if (code === 'EADDRINUSE')
    return 'The port is taken. Is Fanbelt running already? Choose another one: PORT=9000 npm start'
  if (syscall === 'listen') return `This port cannot be used (${code}). Choose another one: PORT=9000 npm start`
  const known = error instanceof AppError ? error : databaseTrouble(parseConfig(process.env).databasePath, error)
  const problems = (Array.isArray(known?.details) ? (known.details as Problem[]) : []).filter(
    ({ level }) => level === 'error',
  )
  return known && [...problems.map(formatProblem), known.message].join('\n')
}

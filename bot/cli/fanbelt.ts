/** Starts the command line: this process's environment, streams and clock. */

import { run } from './program.ts'

for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // `fanbelt check | head` is no failure.
    if (error.code === 'EPIPE') process.exit()
    throw error
  })

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
  now: () => new Date(),
  exitCode: 0,
})

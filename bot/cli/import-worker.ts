/** The thread that reads a file of orders while the other one writes: two cores, two threads. */

import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '../errors.ts'
import { readPieces } from './import-pieces.ts'
import { AHEAD, type Said } from './import-thread.ts'

const port = parentPort
if (port) {
  const say = (said: Said) => port.postMessage(said)
  let taken = 0
  let wake = () => {}
  port.on('message', () => {
    taken += 1
    wake()
  })
  try {
    let told = 0
    for await (const piece of readPieces(workerData)) {
      say({ piece })
      told += 1
      while (told - taken >= AHEAD)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    }
    say('end')
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { code, message, details } = error
    say({ refused: { code, message, details } })
  }
  port.close()
}

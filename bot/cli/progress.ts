/** How far is it? A bar on a terminal, nothing in a pipe. */

import type { Io } from './command.ts'

const WIDTH = 30

/** @returns called with how much is done; draws only when a whole percent has passed */
export function progressBar(io: Io, total: number): (done: number) => void {
  let shown = -1
  return (done) => {
    const percent = Math.min(100, Math.floor((done / Math.max(1, total)) * 100))
    if (!io.isTerminal || percent === shown) return
    shown = percent
    const bar = '#'.repeat(Math.round((percent / 100) * WIDTH)).padEnd(WIDTH, '.')
    io.err(percent === 100 ? '\r\u001b[K' : `\r[${bar}] ${percent}%`)
  }
}

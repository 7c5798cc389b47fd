/** How far is it? A bar on a terminal, nothing in a pipe. */

import type { Io } from './command.ts'

const WIDTH = 30

/**
 * @param about what is said beside the bar
 * @returns called with how much is done; draws only when a whole percent has passed
 */
export function progressBar(io: Io, total: number, about: () => string = () => ''): (done: number) => void {
  const began = io.now().getTime()
  let shown = -1
  return (done) => {
    const percent = Math.min(100, Math.floor((done / Math.max(1, total)) * 100))
    if (!io.isTerminal || percent === shown) return
    shown = percent
    const bar = '#'.repeat(Math.round((percent / 100) * WIDTH)).padEnd(WIDTH, '.')
    const left = timeLeft(io.now().getTime() - began, done / Math.max(1, total))
    const words = [`${percent}%`, about(), left].filter(Boolean).join(' ')
    io.err(percent === 100 ? '\r\u001b[K' : `\r[${bar}] ${words}\u001b[K`)
  }
}

/** Nothing is said of the first moments, of which nobody can tell. */
function timeLeft(passed: number, share: number): string {
  const seconds = Math.ceil(((passed / share) * (1 - share)) / 1000)
  if (passed < 2000 || share <= 0) return ''
  return seconds < 90 ? `あと約${seconds}秒` : `あと約${Math.ceil(seconds / 60)}分`
}

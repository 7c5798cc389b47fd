/** How far is it, when only the work itself learns how much there is? */

import type { Io } from './command.ts'
import { progressBar } from './progress.ts'

export function progressOf(io: Io): (done: number, all: number) => void {
  let bar: ((done: number) => void) | undefined
  return (done, all) => {
    bar ??= progressBar(io, all)
    bar(done)
  }
}

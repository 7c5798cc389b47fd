/** What time is it where a month passes in minutes? Every process that knows the three numbers reads the same clock. */

import type { Clock } from '../../bot/simulator/clock.ts'

export interface FastTime {
  /** The story begins here, in milliseconds … */
  from: number
  /** … at this moment of real time … */
  since: number
  /** … and runs so many times as fast. */
  speed: number
}

export const fastNow = ({ from, since, speed }: FastTime): Date => new Date(from + (Date.now() - since) * speed)

/** For the stand-in. Nobody moves it by hand: the bot in its own process would not hear of it. */
export function fastClock(time: FastTime): Clock {
  const refuse = () => {
    throw new Error('a fast clock cannot be moved')
  }
  return { now: () => fastNow(time), set: refuse, advance: refuse }
}

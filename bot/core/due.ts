/** When is a step due? Calendar days in Tokyo from its anchor (SPEC §4.4). */

import { addDays, addMinutes, type JstDate, jstDate, jstInstant, jstTime } from './calendar.ts'
import type { Step } from './scenario.ts'
import type { GuardSettings } from './shop.ts'

/** The moments an enrollment hangs on. */
export interface Anchors {
  /** The order, contract, friend or label change that started it. */
  startedAt: Date
  /** Day of arrival: reported by the shop, or estimated (DOMAIN §1.1 `delivered_on`). */
  deliveredOn?: JstDate
}

/** For a step that names no time of day. */
const USUAL_TIME = '10:00'

/** @returns undefined while the day it counts from is not known yet */
export function dueAt(step: Step, anchors: Anchors): Date | undefined {
  const { from, day, time, delay_minutes } = step.at
  if (from === 'delivered') {
    if (!anchors.deliveredOn) return undefined
    return addMinutes(jstInstant(addDays(anchors.deliveredOn, day), time ?? USUAL_TIME), delay_minutes ?? 0)
  }
  const on = addDays(jstDate(anchors.startedAt), day)
  if (time !== undefined) return addMinutes(jstInstant(on, time), delay_minutes ?? 0)
  if (delay_minutes !== undefined) return addMinutes(anchors.startedAt, day * 24 * 60 + delay_minutes)
  return jstInstant(on, USUAL_TIME)
}

/** Marketing leaves between `send_from` and `send_until`, Tokyo time (DOMAIN §5.1). */
export function isQuiet(at: Date, settings: GuardSettings, service = false): boolean {
  const time = jstTime(at)
  return time < settings.send_from || time >= (service ? settings.service_until : settings.send_until)
}

/** The next moment that is not quiet: `at` itself, or the next morning's opening. */
export function openFrom(at: Date, settings: GuardSettings, service = false): Date {
  if (!isQuiet(at, settings, service)) return at
  const today = jstDate(at)
  return jstInstant(jstTime(at) < settings.send_from ? today : addDays(today, 1), settings.send_from)
}

/**
 * When to look at a held step again: at the merchant's own time of day on the first day the rule allows,
 * so that 「今夜のお手入れ」 never arrives at nine in the morning.
 */
export function releaseAt(step: Step, until: Date, settings: GuardSettings): Date {
  const { time } = step.at
  if (time === undefined || time < settings.send_from || time >= settings.send_until) return openFrom(until, settings)
  const sameDay = jstInstant(jstDate(until), time)
  return sameDay >= until ? sameDay : jstInstant(addDays(jstDate(until), 1), time)
}

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
  /** Of a contract: the day each of its parcels arrives, the first one first; undefined where it is not known yet. */
  deliveries?: readonly (JstDate | undefined)[]
  /** Of a contract: the next delivery; moves whenever the shop reports another day. */
  nextDeliveryOn?: JstDate
  /** The last day of the coupon it is about. */
  couponLastOn?: JstDate
}

/** For a step that names no time of day. */
const USUAL_TIME = '10:00'

/** @returns undefined while the day it counts from is not known yet */
export function dueAt(step: Pick<Step, 'at'>, anchors: Anchors): Date | undefined {
  const { from, day, time, delay_minutes } = step.at
  const reported = from === 'delivered' || from === 'next_delivery' || from === 'coupon_deadline'
  const first = reported ? reportedDay(step.at, anchors) : jstDate(anchors.startedAt)
  if (!first) return undefined
  const on = addDays(first, day)
  if (time === undefined && delay_minutes !== undefined && !reported)
    return addMinutes(anchors.startedAt, day * 24 * 60 + delay_minutes)
  return addMinutes(jstInstant(on, time ?? USUAL_TIME), delay_minutes ?? 0)
}

function reportedDay({ from, delivery = 1 }: Step['at'], anchors: Anchors): JstDate | undefined {
  if (from === 'next_delivery') return anchors.nextDeliveryOn
  if (from === 'coupon_deadline') return anchors.couponLastOn
  return anchors.deliveries?.[delivery - 1] ?? (delivery === 1 ? anchors.deliveredOn : undefined)
}

/**
 * Under which name it is written down that this step was handled. A notice before a delivery comes again before each
 * delivery, so its day is part of the name; `@` cannot stand in a step's id.
 */
export const keyOf = (step: Pick<Step, 'id' | 'at'>, { nextDeliveryOn }: Anchors): string =>
  step.at.from === 'next_delivery' ? `${step.id}@${nextDeliveryOn ?? ''}` : step.id

/** The step's id in such a name, and the day of the delivery it was about. */
export const stepIdIn = (key: string): string => key.replace(/@.*$/, '')
export const dayIn = (key: string): JstDate | undefined => (key.split('@')[1] || undefined) as JstDate | undefined

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

/** Which rules does every message have to pass, whatever it offers? Reachability, stop, quiet hours, frequency, the kill switch, the month's numbers, hurt feelings. */

import { addDays, addMinutes, daysBetween, jstDate, jstInstant, midnightAfter } from './calendar.ts'
import { isQuiet, openFrom } from './due.ts'
import type { GuardInput, Rule, Sending } from './guard.ts'
import { ON_LINE, SALES_KINDS, SILENT, type Touchpoint } from './vocabulary.ts'

const DAY = 24 * 60 * 60_000
/** Nobody knows when a pause ends, so everything waiting is looked at again after this. */
const PAUSE_LOOK_MINUTES = 60

/** A message that sells is never a service message, whatever its author calls it (DOMAIN §5.1). */
export const isService = ({ service, kind }: Sending): boolean =>
  service === true && (kind === 'none' || !SALES_KINDS.has(kind))

const CANNOT: Partial<Record<Touchpoint, string>> = {
  email: 'メール配信の同意をいただいていないため、お送りできません。',
  sms: 'ショートメッセージでのご案内には前もっての同意が要るため（特定電子メール法）、お送りできません。',
}
const CANNOT_ON_LINE = 'LINEの友だちではないか、ブロックされているため、お送りできません。'

/** Rules for every sending. */
export const GENERAL_RULES: readonly Rule[] = [
  {
    code: 'R_UNREACHABLE',
    verdict: 'deny',
    about: () =>
      'LINEがブロックされている方、メールの同意がない方にはお送りできません。SMSでは、ご注文やお届けのご連絡のほかはお送りしません。',
    applies: ({ sending, facts }) => {
      if (ON_LINE.has(sending.touchpoint)) return !facts.reachable
      // The e-mail act asks for consent before advertising, not before notices about the customer's own order. It covers
      // SMS too (DOMAIN §5.1), and whether somebody agreed to that is among no one's facts.
      const consents = { email: facts.emailConsent, sms: false }
      const { touchpoint } = sending
      return (touchpoint === 'email' || touchpoint === 'sms') && !consents[touchpoint] && !isService(sending)
    },
    message: ({ sending: { touchpoint } }) => CANNOT[touchpoint] ?? CANNOT_ON_LINE,
  },
  {
    code: 'R_OPT_OUT',
    verdict: 'deny',
    about: () => '「配信停止」の方には、ご注文やお届けに関わるご連絡のほかはお送りしません。',
    applies: ({ sending, facts }) => facts.optedOut && !isService(sending),
    message: () => '「配信停止」のお申し出があるため、お送りできません。',
  },
  {
    code: 'R_STALE',
    verdict: 'deny',
    about: ({ guard }) => `予定から${guard.stale_after}日を過ぎたお知らせは、取りやめます。`,
    applies: ({ sending, now, shop }) => now.getTime() - sending.dueAt.getTime() > shop.guard.stale_after * DAY,
    message: ({ shop }) => `予定から${shop.guard.stale_after}日を過ぎたため、取りやめました。`,
  },
  {
    code: 'R_QUIET_HOURS',
    verdict: 'hold',
    about: ({ guard }) =>
      `${guard.send_from}から${guard.send_until}のあいだにお送りします（ご注文やお届けに関わるご連絡は${guard.service_until}まで）。`,
    applies: ({ sending, now, shop }) =>
      !SILENT.has(sending.touchpoint) && isQuiet(now, shop.guard, isService(sending)),
    until: ({ sending, now, shop }) => openFrom(now, shop.guard, isService(sending)),
    message: ({ sending, shop: { guard } }) =>
      `お休みの時間帯です。${guard.send_from}から${isService(sending) ? guard.service_until : guard.send_until}のあいだにお送りします。`,
  },
  {
    code: 'R_FREQUENCY',
    verdict: 'hold',
    about: ({ guard }) => `お知らせは1日${guard.max_per_day}通、7日間で${guard.max_per_7_days}通までです。`,
    applies: (input) =>
      !SILENT.has(input.sending.touchpoint) && !isService(input.sending) && isFull(input, input.now) !== undefined,
    until: (input) => firstFree(input),
    message: (input) =>
      isFull(input, input.now) === 'day'
        ? `お知らせは1日${input.shop.guard.max_per_day}通までです。本日はすでにお送りしています。`
        : `お知らせは7日間で${input.shop.guard.max_per_7_days}通までです。少しあいだを空けてお送りします。`,
  },
  {
    code: 'R_ALL_PAUSED',
    verdict: 'hold',
    about: ({ guard }) =>
      `お店が配信を止めているあいだは、ご注文やお届けに関わるご連絡のほかはお送りしません。1時間に${guard.pause_on_blocks_per_hour}件をこえるブロックがあると、自動で止まります。`,
    applies: ({ sending, allowance }) => allowance?.pause !== undefined && !isService(sending),
    until: ({ now }) => addMinutes(now, PAUSE_LOOK_MINUTES),
    message: () => 'ご案内の配信をすべて止めています。再開しましたらお送りします。',
  },
  {
    code: 'R_QUOTA',
    verdict: 'hold',
    about: ({ line_plan }) =>
      `今月LINEで送れる数がなくなると、翌月まで待ちます。残りが${line_plan.reserve === undefined ? '上限の1割（多くても200通）' : `${line_plan.reserve}通`}になると、ご注文やお届けに関わるご連絡だけをお送りします。`,
    applies: (input) => ON_LINE.has(input.sending.touchpoint) && roomFor(input) <= 0,
    until: ({ allowance }) => allowance?.until,
    message: ({ allowance }) =>
      (allowance?.service ?? 0) > 0
        ? '今月LINEで送れる数の残りは、ご注文やお届けに関わる大切なご連絡のためにとってあります。'
        : '今月LINEで送れる数を使いきりました。',
  },
]

const roomFor = ({ sending, allowance }: GuardInput): number =>
  (isService(sending) ? allowance?.service : allowance?.marketing) ?? Number.POSITIVE_INFINITY

/** Rules for everything that sells. */
export const SALES_RULES: readonly Rule[] = [
  {
    code: 'R_NEGATIVE_MUTE',
    verdict: 'hold',
    about: ({ guard }) =>
      `ご不満のお声をいただいてから${guard.negative_mute}日のあいだと、ご意見に対応中のあいだは、販売のご案内をお休みします。`,
    applies: (input) => input.facts.openComplaint || mutedFor(input) > 0,
    until: ({ facts, shop }) =>
      facts.openComplaint || !facts.lastNegativeOn
        ? undefined
        : jstInstant(addDays(facts.lastNegativeOn, shop.guard.negative_mute)),
    message: (input) =>
      input.facts.openComplaint
        ? '対応中のご意見があるため、販売のご案内をお休みしています。対応が済みましたら再開します。'
        : `ご不満のお声をいただいたため、販売のご案内を${input.shop.guard.negative_mute}日お休みしています。あと${mutedFor(input)}日お待ちください。`,
  },
]

const mutedFor = ({ facts, now, shop }: GuardInput): number =>
  facts.lastNegativeOn ? shop.guard.negative_mute - daysBetween(facts.lastNegativeOn, jstDate(now)) : 0

/** Which cap is reached at this moment. A claim dated a little ahead counts too: two paths must not both slip through. */
function isFull({ recentSends, shop: { guard } }: GuardInput, at: Date): 'day' | 'week' | undefined {
  const today = jstDate(at)
  if (recentSends.filter((sent) => jstDate(sent) === today).length >= guard.max_per_day) return 'day'
  return inWeek(recentSends, at).length >= guard.max_per_7_days ? 'week' : undefined
}

/** Tokyo days, like every count of days: today and the six before. */
const inWeek = (sends: readonly Date[], at: Date): Date[] =>
  sends.filter((sent) => daysBetween(jstDate(sent), jstDate(at)) < 7)

/** The first moment with room in both windows. Each round leaves one of finitely many sends behind. */
function firstFree(input: GuardInput): Date {
  let at = input.now
  for (let full = isFull(input, at); full; full = isFull(input, at))
    at = full === 'day' ? midnightAfter(at) : weekLeft(input, at)
  return at
}

const weekLeft = ({ recentSends }: GuardInput, at: Date): Date =>
  jstInstant(addDays(jstDate(new Date(Math.min(...inWeek(recentSends, at).map((sent) => sent.getTime())))), 7))

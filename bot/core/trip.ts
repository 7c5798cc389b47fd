/** How does a simulated customer travel? From one moment at which anything happens to the next, through the tick's own decisions. */

import { anchorsOf, contractOf } from './anchors.ts'
import { addDays, addMinutes, daysBetween, type JstDate, jstDate, jstInstant, jstIso } from './calendar.ts'
import { couponIdIn, toldOf } from './coupon-deadline.ts'
import { decide, invites, isMarketing, type Outcome } from './decide.ts'
import type { Anchors } from './due.ts'
import { friendAt, recordsAt, standingAt } from './known-at.ts'
import type { Life } from './life.ts'
import { type Act, actsOf } from './life-acts.ts'
import { startsOf } from './life-starts.ts'
import { LimitExceeded } from './limits.ts'
import { type LineMessage, renderStep } from './message.ts'
import type { Standing } from './names.ts'
import { occasions } from './occasions.ts'
import { least, newsOf, notBefore, type Ride, soonest } from './ride.ts'
import { buttonsOf, type Step } from './scenario.ts'
import type { Entry, Simulating, Simulation } from './simulate.ts'
import { begins, firstLook, occasionAt, replaces, rests, type Start } from './start.ts'
import { couponCards, couponOf, stepValues } from './step-values.ts'
import { nextSurveyOn, surveyDueOn } from './survey-due.ts'
import { namesRaised } from './wall-signal.ts'

const A_WEEK = 7 * 24 * 60
const HOUR = 60

export class Trip {
  readonly entries: Entry[] = []
  startedAt?: string
  ended?: Simulation['ended']
  looks = 0
  #rides: Ride[]
  readonly #starts: Start[]
  /** Moments at which an order moves the days, or ends what hangs on it. */
  readonly #news: Date[]
  readonly #wish: Simulating
  readonly #life: Life
  readonly #from: JstDate

  constructor(wish: Simulating, life: Life, from: JstDate) {
    this.#wish = wish
    this.#life = life
    this.#from = from
    const going = wish.from
    this.#rides = (going?.running ?? []).map(({ start, handled, nextAt }) => ({
      start,
      deliveredOn: start.deliveredOn,
      handled: new Map(handled),
      next: going && notBefore(going.now, nextAt),
    }))
    this.startedAt = going?.running[0] && jstIso(going.running[0].start.at)
    this.#starts = going ? [] : startsOf(life, wish, jstInstant(from))
    this.#news = newsOf(life, going?.now ?? jstInstant(from))
  }

  /** What the customer does before `until`. */
  acts(until: Date): Act[] {
    return actsOf(this.#life, this.#wish.shop, this.#from, until)
  }

  /** Goes to the next moment anything happens. @returns false when nothing does before `until` */
  advance(until: Date): boolean {
    const ride = soonest(this.#rides)
    const start = this.#starts[0]
    const news = this.#news[0]
    const now = least(ride?.next, start?.at, news)
    if (!now || now >= until) return false
    if (news === now) this.#hear(this.#news.shift() as Date)
    else if (start?.at === now) this.#begin(this.#starts.shift() as Start)
    else if (ride) this.#look(ride, now)
    return true
  }

  /** As `enrolTriggered` of the runtime. */
  #begin(start: Start): void {
    const { scenario, shop } = this.#wish
    const standing = standingAt(this.#life, shop, start.at)
    if (this.#rides.some((ride) => ride.start.anchor === start.anchor)) return
    if (!begins(scenario, start, standing, shop) || this.#rests(start) || this.#isAsked(start, standing)) return
    if (replaces(scenario)) for (const ride of this.#active()) this.#end(ride, start.at, 'replaced')
    const { deliveredOn } = start
    const ride: Ride = { start, deliveredOn, handled: new Map() }
    ride.next = notBefore(start.at, firstLook(scenario, this.#anchors(ride, start.at)))
    this.#rides.push(ride)
    this.startedAt ??= jstIso(start.at)
    this.ended = undefined
  }

  /** As `enrolByLabel` of the runtime: nobody begins twice at once, or too soon. */
  #rests(start: Start): boolean {
    const byLabel = ({ anchor }: Start) => anchor.startsWith('label:')
    const { scenario } = this.#wish
    if (!byLabel(start)) return false
    return this.#rides.some((ride) => byLabel(ride.start) && rests(scenario, ride.endedAt ?? null, start.at))
  }

  /** As `inviteRound` of the runtime: the day has come, and nothing under way asks by itself. */
  #isAsked({ triggers, at }: Start, standing: Standing): boolean {
    if (!triggers.includes('survey_due')) return false
    const { scenario, shop } = this.#wish
    const today = jstDate(at)
    const until = addDays(today, shop.guard.survey_interval)
    const lastRound = this.#rides.findLast(({ start }) => start.triggers.includes('survey_due'))
    const dueOn = surveyDueOn(standing, shop, lastRound && jstDate(lastRound.start.at))
    if (!dueOn || dueOn > today) return true
    return this.#active().some((ride) => nextSurveyOn(scenario, this.#anchors(ride, at), ride.handled, until))
  }

  /** As `followOrders` of the runtime: reports of the shop move the days, a cancelled order ends the enrollment. */
  #hear(now: Date): void {
    const { scenario, shop } = this.#wish
    const { orders, subscriptions } = recordsAt(this.#life, now)
    const bought = occasions(orders, shop)
    for (const ride of this.#active()) {
      const { anchor } = ride.start
      const contract = contractOf(anchor, subscriptions)
      const occasion = occasionAt(anchor, bought, shop)
      const arrivesOn = contract ? ride.deliveredOn : occasion?.deliveredOn
      if (anchor.startsWith('order:') && !occasion) this.#end(ride, now, 'order_cancelled')
      else if (contract || (occasion && arrivesOn !== ride.deliveredOn)) {
        ride.deliveredOn = arrivesOn
        const look = firstLook(scenario, this.#anchors(ride, now), ride.handled)
        ride.next = contract && contract.status !== 'active' ? now : notBefore(now, look)
      }
    }
  }

  #active = (): Ride[] => this.#rides.filter(({ endedAt }) => !endedAt)

  #anchors({ start, deliveredOn }: Ride, now: Date): Anchors {
    const hook = { anchor: start.anchor, anchorAt: start.at, deliveredOn }
    return anchorsOf(hook, recordsAt(this.#life, now), this.#wish.shop)
  }

  #coupon({ start }: Ride) {
    const held = this.#life.coupons.find(({ id }) => id === couponIdIn(start.anchor))
    return held && { ...held, product: this.#wish.coupons.find(({ id }) => id === held.couponId)?.product }
  }

  #end(ride: Ride, now: Date, why: string): void {
    ride.next = undefined
    ride.endedAt = now
    this.ended = { day: this.#day(now), at: jstIso(now), why }
  }

  #look(ride: Ride, now: Date): void {
    this.looks += 1
    const { scenario, shop } = this.#wish
    const { signals } = this.#life.records
    const decision = decide({
      scenario,
      customerId: this.#life.customerId,
      anchors: this.#anchors(ride, now),
      handled: ride.handled,
      standing: standingAt(this.#life, shop, now),
      signals: namesRaised(signals, ride.start.at, now, shop),
      recentSends: this.#life.sends.filter((at) => at > addMinutes(now, -A_WEEK)),
      now,
      shop,
      coupon: this.#coupon(ride),
    })
    for (const outcome of decision.outcomes) this.#record(ride, outcome, now)
    if (decision.exit !== undefined) this.#end(ride, now, decision.exit)
    else {
      ride.next = decision.nextDueAt
      // What waits for a report of the shop goes on without a next moment.
      if (!decision.nextDueAt && !decision.waits) ride.endedAt = now
    }
  }

  #record(ride: Ride, outcome: Outcome, now: Date): void {
    const { step, key } = outcome
    const about = { day: this.#day(now), at: jstIso(now), step: step.id }
    if (outcome.verdict !== 'send') {
      const { code, reason } = outcome
      // What people do by hand is not sent: a work list has it (SPEC §4.3 knows four verdicts).
      const verdict = outcome.verdict === 'listed' ? 'skipped' : outcome.verdict
      const until = outcome.verdict === 'held' ? outcome.until : undefined
      ride.handled.set(key, { status: outcome.verdict, heldUntil: until })
      if (isMarketing(outcome)) this.#life.sends.push(now)
      this.entries.push({ ...about, verdict, code, reason, until: until && jstIso(until), messages: [] })
      return
    }
    const messages = this.#render(ride, step, now)
    ride.handled.set(key, { status: messages ? 'sent' : 'failed' })
    if (!messages) {
      this.entries.push({ ...about, verdict: 'skipped', ...NOT_COMPOSED, messages: [] })
      return
    }
    this.entries.push({ ...about, verdict: 'sent', messages })
    if (!outcome.service) this.#life.sends.push(now)
    if (invites(outcome)) this.#life.records.invitations.push(now)
    this.#react(step, now)
  }

  /** As `compose` of the runtime. */
  #render(ride: Ride, step: Step, now: Date): LineMessage[] | undefined {
    const { shop, coupons } = this.#wish
    const { orders, subscriptions } = recordsAt(this.#life, now)
    const held = this.#coupon(ride)
    const who = { name: this.#life.name, orders, subscriptions }
    try {
      return renderStep(step, {
        values: stepValues(who, ride.start.anchor, shop, held ? toldOf(held, coupons) : couponOf(step, coupons, now)),
        coupon: couponCards(step, coupons, shop, now),
        answerData: (index) => `simulate:${step.id}:${index}`,
        liffUrl: (page) => `https://liff.line.me/simulate/${page}`,
      })
    } catch (error) {
      if (error instanceof LimitExceeded) return undefined
      throw error
    }
  }

  /** The customer's answer to what has just arrived. */
  #react(step: Step, now: Date): void {
    const { taps, answersSurveys, records } = this.#life
    const buttons = buttonsOf(step)
    for (const tap of taps) {
      const button = buttons.find(({ label, signal }) => label === tap.button || signal === tap.button)
      if (!button || (tap.step !== undefined && tap.step !== step.id)) continue
      const at = addMinutes(now, tap.afterHours * HOUR)
      if (friendAt(this.#life, at)?.following)
        records.signals.push({ name: button.signal ?? '', label: button.label, at })
      break
    }
    if (step.survey === undefined || !answersSurveys) return
    const { afterHours, ...opinion } = answersSurveys
    records.responses.push({ ...opinion, at: addMinutes(now, afterHours * HOUR) })
  }

  #day = (at: Date): number => daysBetween(this.#from, jstDate(at))
}

const NOT_COMPOSED = { code: 'S_COMPOSE', reason: '文面を組み立てられませんでした。' }

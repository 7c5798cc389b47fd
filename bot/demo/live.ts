/**
 * The demo shop lives (DOMAIN §6.1): eighteen months that it is told of, a fortnight at a time, then its last weeks with the bot: real
 * events, real ticks, on a clock that runs ahead. Everything the shop knows has come by a door that a shop has.
 */

import { addDays, addMinutes, daysBetween, type JstDate, jstDate, jstInstant } from '../core/calendar.ts'
import type { Deps } from '../deps.ts'
import { loadContent } from '../flows/content.ts'
import { deliverDue } from '../flows/deliver-due.ts'
import { enterPromoCosts } from '../flows/promo-costs.ts'
import { travelTo } from '../flows/travel.ts'
import type { Clock } from '../simulator/clock.ts'
import type { Platform } from '../simulator/platform.ts'
import { demoCosts } from './costs.ts'
import { habitsOf } from './habits.ts'
import { type DemoCustomer, lineUserIdOf, type Product } from './people/customer.ts'
import { makeShop } from './people/shop.ts'
import { play } from './scenes.ts'
import { historyOf } from './story/history.ts'
import type { Scene } from './story/person.ts'
import { numberOf, STORY } from './story/story.ts'
import { shopNews } from './tell.ts'

export interface DemoStage {
  deps: Deps
  clock: Clock
  platform: Platform
  /** Resolves when the bot has worked off what it heard. */
  settle(): Promise<void>
  /** Publishes the shop and its surveys, so that it can be told of; then the scenarios, so that it lives. */
  publish(what: 'shop' | 'scenarios'): Promise<void>
}

const SEED = 7
/** Longer than the oldest of them has been a customer. */
const TOLD_DAYS = 550
/** Between two times it is told of: its label changes are on record to that many days. */
const TOLD_EVERY = 14
/** Since the scenarios are published. */
const LIVED_DAYS = 46
/** The day's orders come in with the evening's export. */
const EVENING = '20:31'
/** So many days back a day takes a moment for each message, not one for all. */
const EXACT_DAYS = 6

const demoPeople = (today: JstDate, products: readonly Product[]): DemoCustomer[] => [
  ...STORY.flatMap((person) => historyOf(person, today, products) ?? []),
  ...makeShop({ seed: SEED, today, products, taken: STORY.map(({ name }) => name) }),
]

/** Starts a year and a half ago and ends now. */
export async function liveDemo(stage: DemoStage): Promise<void> {
  const { clock, publish } = stage
  const now = clock.now()
  const today = jstDate(now)
  const livedFrom = jstInstant(addDays(today, -LIVED_DAYS))
  clock.set(jstInstant(addDays(today, -TOLD_DAYS), EVENING))
  await publish('shop')
  const { shop } = await loadContent(stage.deps)
  const people = demoPeople(today, shop.products)
  const news = shopNews(people, livedFrom)
  const story = storyOf(stage, today, now)

  // Nothing is due while it is only told of: a tick would find no scenario.
  const quiet = { ...stage.deps, wake: () => {} }
  const tell = () => news.tellAll(quiet, stage.platform)
  for (let on = jstDate(clock.now()); jstInstant(on, EVENING) < livedFrom; on = addDays(on, TOLD_EVERY)) {
    const at = jstInstant(on, EVENING)
    await story.playUntil(at, async (moment) => {
      clock.set(moment)
      await tell()
    })
    clock.set(at)
    await tell()
  }
  clock.set(livedFrom)
  await tell()

  await enterPromoCosts(stage.deps, demoCosts(today), 'npm start')
  await publish('scenarios')
  const habits = habitsOf(people, livedFrom)
  for (let day = jstDate(livedFrom); jstInstant(day, EVENING) <= now; day = addDays(day, 1)) {
    const evening = jstInstant(day, EVENING)
    // Of late every message has come at its own minute; before, it is enough that it has come on its day.
    const isLate = daysBetween(day, today) <= EXACT_DAYS
    const travel = (moment: Date) => (isLate ? travelTo(stage.deps, stage, moment) : tickAt(stage, moment))
    await story.playUntil(evening, async (moment) => void (await travel(moment)))
    if (isLate) await travelTo(stage.deps, stage, addMinutes(evening, -1))
    clock.set(evening)
    await tell()
    await tickAt(stage, evening)
    await habits.live(stage)
    await stage.settle()
  }
  await story.playUntil(now, async (moment) => void (await travelTo(stage.deps, stage, moment)))
  await travelTo(stage.deps, stage, now)
  await tell()
  await stage.settle()
}

async function tickAt({ deps, clock, settle }: DemoStage, moment: Date): Promise<void> {
  await settle()
  clock.set(moment)
  await deliverDue(deps)
}

/** The scenes of the named people, in order of time. */
function storyOf(stage: DemoStage, today: JstDate, now: Date) {
  const { platform, settle } = stage
  const userIds = new Map(STORY.map((person) => [person.name, lineUserIdOf(numberOf(person))]))
  const userIdOf = (name: string) => userIds.get(name) ?? ''
  // All of them first, so that they stand first wherever people are listed.
  for (const { name } of STORY) platform.addUser({ userId: userIdOf(name), displayName: name, friend: false })
  const scenes = STORY.flatMap(({ name, scenes = [] }) =>
    scenes.map((scene) => ({ name, scene, at: momentOf(scene, today) })),
  )
    .filter(({ at }) => at <= now)
    .sort((one, other) => one.at.getTime() - other.at.getTime())
  let played = 0

  return {
    /** Those up to this moment that were not played yet. `getThere` takes the shop to each one's moment. */
    async playUntil(moment: Date, getThere: (at: Date) => Promise<void>): Promise<void> {
      for (let next = scenes[played]; next && next.at <= moment; next = scenes[played]) {
        played += 1
        await getThere(next.at)
        await play(stage, userIdOf(next.name), next.scene, userIdOf)
        await platform.idle()
        await settle()
      }
    },
  }
}

const momentOf = (scene: Scene, today: JstDate) => jstInstant(addDays(today, -scene.daysAgo), scene.at)

/**
 * The demo shop lives (DOMAIN §6.1): eighteen months that it is told of, week by week, then its last weeks with the bot: real
 * events, real ticks, on a clock that runs ahead. Everything the shop knows has come by a door that a shop has.
 */

import { addDays, type JstDate, jstDate, jstInstant } from '../core/calendar.ts'
import type { Deps } from '../deps.ts'
import { loadContent } from '../flows/content.ts'
import { travelTo } from '../flows/travel.ts'
import type { Clock } from '../simulator/clock.ts'
import type { Platform } from '../simulator/platform.ts'
import { habitsOf } from './habits.ts'
import { type DemoCustomer, lineUserIdOf, type Product } from './people/customer.ts'
import { makeShop } from './people/shop.ts'
import { play } from './scenes.ts'
import { historyOf, numberOf, type Scene, STORY } from './story.ts'
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
/** Since the scenarios are published. */
export const LIVED_DAYS = 46
/** The day's orders come in with the evening's export. */
const EVENING = '20:45'

export const demoPeople = (today: JstDate, products: readonly Product[]): DemoCustomer[] => [
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
  const told = { ...stage.deps, wake: () => {} }
  for (let at = clock.now(); at < livedFrom; at = jstInstant(addDays(jstDate(at), 7), EVENING)) {
    const until = at < livedFrom ? at : livedFrom
    for (const scene of story.before(until)) await scene.play(() => news.tellAll(told, stage.platform))
    clock.set(until)
    await news.tellAll(told, stage.platform)
  }
  for (const scene of story.before(livedFrom)) await scene.play(() => news.tellAll(told, stage.platform))
  clock.set(livedFrom)
  await news.tellAll(told, stage.platform)

  await publish('scenarios')
  const habits = habitsOf(people, livedFrom)
  for (let day = jstDate(livedFrom); day <= today; day = addDays(day, 1)) {
    const evening = jstInstant(day, EVENING)
    if (evening > now) break
    for (const scene of story.before(evening)) await scene.play()
    await travelTo(stage.deps, stage, evening)
    await news.tellAll(stage.deps, stage.platform)
    await habits.live(stage)
    await stage.settle()
  }
  for (const scene of story.before(now)) await scene.play()
  await travelTo(stage.deps, stage, now)
  await news.tellAll(stage.deps, stage.platform)
  await stage.settle()
}

/** The scenes of the named people, in order of time. */
function storyOf(stage: DemoStage, today: JstDate, now: Date) {
  const { deps, clock, platform } = stage
  const userIds = new Map(STORY.map((person) => [person.name, lineUserIdOf(numberOf(person))]))
  const userIdOf = (name: string) => userIds.get(name) ?? ''
  for (const { name, scenes } of STORY)
    if (scenes) platform.addUser({ userId: userIdOf(name), displayName: name, friend: false })
  const scenes = STORY.flatMap(({ name, scenes = [] }) =>
    scenes.map((scene) => ({ name, scene, at: momentOf(scene, today) })),
  )
    .filter(({ at }) => at <= now)
    .sort((one, other) => one.at.getTime() - other.at.getTime())
  let played = 0

  const playOne = async ({ name, scene, at }: (typeof scenes)[number], prepare?: () => Promise<void>) => {
    if (prepare) {
      clock.set(at)
      await prepare()
    } else await travelTo(deps, stage, at)
    await play(stage, userIdOf(name), scene, userIdOf)
    await platform.idle()
    await stage.settle()
  }
  return {
    /** Those before this moment that were not played yet. `prepare` takes the place of the days in between. */
    *before(moment: Date) {
      for (let next = scenes[played]; next && next.at <= moment; next = scenes[played]) {
        const scene = next
        played += 1
        yield { play: (prepare?: () => Promise<void>) => playOne(scene, prepare) }
      }
    },
  }
}

const momentOf = (scene: Scene, today: JstDate) => jstInstant(addDays(today, -scene.daysAgo), scene.at)

/** What does a customer of the demo shop answer, month by month? (DOMAIN §6.1: "monthly answer rate", "positive if answered") */

import type { Answer } from './customer.ts'
import type { Dice } from './dice.ts'
import { type Purchases, YESTERDAY } from './purchases.ts'

/** As the monthly survey does (shop.yaml `survey_every_days`): so that who was asked here is due there on the right day. */
const EVERY = 30
/** A month after the first arrival. */
const FIRST = 33
/** Whoever has bought nothing for so long, and has no contract, is still asked, and does not answer any more. */
const SILENT_AFTER = 125

const VOICES = [
  '夜のお手入れが楽しみになりました。',
  '香りがおだやかで気に入っています。',
  'しっとり感が朝まで続くように感じます。',
  'ポンプが最後まで押しきれず、少し残ってしまいます。',
  'もう少し大きい容器があるとうれしいです。',
  'お手紙がていねいで、読むのが楽しみです。',
  '使う量が合っているのか、ときどき迷います。',
  '届く間隔をもう少し長くしたいです。',
]
const UNSURE = [
  'まだ違いがよくわかりません。',
  '少しべたつく気がします。',
  '値段がもう少し手ごろだと続けやすいです。',
  '香りが思っていたものと違いました。',
]

export interface Asked {
  askedAgo: number
  /** Until the answer comes. */
  waitDays: number
  answer?: Answer
}

interface Answering {
  firstAgo: number
  affinity: number
  life: Purchases
  /** Within each kind of life the shares of the recipe hold. */
  kind: string
}

/** So many lives chance could have given to one person are drawn, and one of them is dealt. */
const LIVES = Array.from({ length: 10 }, (_, rank) => rank)

/**
 * Each round is thrown by the recipe's shares. Of several such lives, ordered by how often they go well, the one whose
 * turn it is is taken: so every shop has its share of people who never react, and of those who do so often.
 */
export function roundsFrom(dice: Dice) {
  const ranks = new Map<string, () => number>()
  return (person: Answering): Asked[] => {
    const kind = `${person.kind} ${person.affinity < 0.5}`
    const rank = ranks.get(kind) ?? dice.deck(LIVES)
    ranks.set(kind, rank)
    const lives = LIVES.map(() => oneLife(person)).sort((one, other) => positives(one) - positives(other))
    return lives[rank()] ?? []
  }

  function oneLife({ firstAgo, affinity, life }: Answering): Asked[] {
    const last = life.bought.at(-1)?.daysAgo ?? 0
    const isSubscribed = life.contract !== undefined && life.contract.endedAgo === undefined
    const rounds: Asked[] = []
    for (let askedAgo = firstAgo - FIRST; askedAgo >= YESTERDAY; askedAgo -= EVERY) {
      const isThere = isSubscribed || last - askedAgo <= SILENT_AFTER
      const answer = isThere && dice.thrown(0.12 + 0.28 * affinity) ? answerOf(affinity) : undefined
      rounds.push({ askedAgo, waitDays: dice.between(0, 2), ...(answer && { answer }) })
    }
    return rounds
  }

  function answerOf(affinity: number): Answer {
    const isPositive = dice.thrown(0.35 + 0.6 * affinity)
    const voice = dice.thrown(0.25) ? { voice: dice.pick(isPositive ? VOICES : UNSURE) } : {}
    if (isPositive) return { satisfaction: dice.pick([4, 5]), nps: dice.pick([7, 8, 8, 9, 9, 10]), ...voice }
    return { satisfaction: dice.pick([2, 3, 3, 3]), nps: dice.pick([3, 5, 5, 6, 6]), ...voice }
  }
}

/** Satisfied and likely to recommend (DOMAIN §1.3). */
const positives = (rounds: Asked[]): number => rounds.filter(({ answer }) => (answer?.satisfaction ?? 0) >= 4).length

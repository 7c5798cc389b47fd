/** What has the shop learnt by this moment? Orders, contracts, friends and answers of many people, by the doors a shop has. */

import { addFriend, setFollowing, setProfile } from '../../db/friends.ts'
import { insertInvitations, insertResponses, type NewInvitation, type NewResponse } from '../../db/surveys.ts'
import { addMinutes, jstDate } from '../core/calendar.ts'
import type { Deps } from '../deps.ts'
import { ageLabels } from '../flows/age-labels.ts'
import { type Content, loadContent } from '../flows/content.ts'
import { linkCustomers } from '../flows/link-customer.ts'
import { recordOrders, recordSubscriptions } from '../flows/record-orders.ts'
import { refreshFacts } from '../flows/refresh-facts.ts'
import type { Platform } from '../simulator/platform.ts'
import { type DemoCustomer, type Round, SHOP_SOURCE } from './people/customer.ts'

type Happening =
  | { at: Date; kind: 'report'; person: DemoCustomer; report: DemoCustomer['reports'][number] }
  | { at: Date; kind: 'befriends' | 'blocks'; person: DemoCustomer }
  | { at: Date; kind: 'round'; person: DemoCustomer; round: Round }

const SURVEY = 'monthly_survey'

/** @param livedFrom from this moment on the bot itself asks people, and hears their answers; before, it is told of them */
export function shopNews(people: readonly DemoCustomer[], livedFrom: Date) {
  const happenings = people
    .flatMap((person) => happeningsOf(person, livedFrom))
    .sort((one, other) => one.at.getTime() - other.at.getTime())
  /** Our customers, by the number in the shop's cart. */
  const ids = new Map<string, string>()
  let told = 0

  /** Tells everything up to the clock's moment, in one go for each kind of news. */
  async function tellAll(deps: Deps, platform: Platform): Promise<void> {
    const now = deps.now()
    const until = happenings.findIndex(({ at }) => at > now)
    const news = happenings.slice(told, until === -1 ? undefined : until)
    told += news.length
    const content = await loadContent(deps)
    await ageLabels(deps, content.shop)
    await tellReports(deps, news)
    await tellFriends(deps, platform, content, news)
    await tellRounds(deps, content, news)
  }

  async function tellReports(deps: Deps, news: Happening[]): Promise<void> {
    const reports = news.flatMap((one) => (one.kind === 'report' ? [one] : []))
    const contracts = reports.flatMap(({ report }) => report.contract ?? [])
    const orders = reports.flatMap(({ report }) => report.order ?? [])
    if (contracts.length > 0) await recordSubscriptions(deps, contracts)
    const recorded = orders.length > 0 ? await recordOrders(deps, orders) : []
    for (const [index, { customer }] of orders.entries())
      ids.set(customer.external_id ?? '', recorded[index]?.customerId ?? '')
  }

  async function tellFriends(deps: Deps, platform: Platform, { shop }: Content, news: Happening[]): Promise<void> {
    const befriended = news.flatMap(({ kind, person }) => (kind === 'befriends' && person.friend ? [person] : []))
    for (const { identity, friend } of befriended)
      platform.addUser({ userId: friend?.lineUserId, displayName: identity.name })
    const [buyers, prospects] = [true, false].map((buys) =>
      befriended.filter(({ reports }) => reports.length > 0 === buys),
    )
    const links = (buyers ?? []).map(({ number, friend }) => ({
      source: SHOP_SOURCE,
      externalId: number,
      lineUserId: friend?.lineUserId ?? '',
    }))
    if (links.length > 0) await linkCustomers(deps, links)
    for (const { number, identity, friend } of prospects ?? []) {
      const lineUserId = friend?.lineUserId ?? ''
      const customerId = deps.newId()
      ids.set(number, customerId)
      await addFriend(deps.db, { lineUserId, customerId, at: friend?.since ?? deps.now(), now: deps.now() })
      await setProfile(deps.db, lineUserId, { displayName: identity.name })
    }
    const blocked = news.flatMap(({ kind, person }) => (kind === 'blocks' && person.friend ? [person] : []))
    for (const { friend } of blocked) {
      platform.addUser({ userId: friend?.lineUserId, blocked: true })
      await setFollowing(deps.db, friend?.lineUserId ?? '', false, friend?.blockedAt ?? deps.now())
    }
    const idsOf = (some: DemoCustomer[] = []) => some.flatMap(({ number }) => ids.get(number) ?? [])
    if (prospects?.length) await refreshFacts(deps, idsOf(prospects), 'registration', shop)
    if (blocked.length > 0) await refreshFacts(deps, idsOf(blocked), 'block', shop)
  }

  async function tellRounds(deps: Deps, { shop, surveys }: Content, news: Happening[]): Promise<void> {
    const revisionId = surveys.find(({ survey }) => survey.id === SURVEY)?.revisionId
    if (!revisionId) return
    const invitations: NewInvitation[] = []
    const responses: NewResponse[] = []
    for (const one of news) {
      const customerId = one.kind === 'round' && ids.get(one.person.number)
      if (one.kind !== 'round' || !customerId) continue
      const { askedAt, answeredAt, answer } = one.round
      const id = deps.newId()
      invitations.push({
        ...{ id, customerId, revisionId, surveyId: SURVEY, cause: `demo:${jstDate(askedAt)}` },
        ...{ invitedAt: askedAt, closesAt: addMinutes(askedAt, shop.guard.survey_interval * 24 * 60), answeredAt },
        questions: ['satisfaction', 'nps', 'voice'],
      })
      if (!answer || !answeredAt) continue
      const { satisfaction, nps } = answer
      responses.push({
        ...{ id, surveyId: id, customerId, answers: answer, satisfaction, nps },
        ...{ npsScale: shop.nps.scale, at: answeredAt },
      })
    }
    if (invitations.length > 0) await deps.db.atomically([insertInvitations(invitations)])
    if (responses.length > 0) await deps.db.atomically([insertResponses(responses)])
    const asked = [...new Set(invitations.map(({ customerId }) => customerId))]
    if (asked.length > 0) await refreshFacts(deps, asked, 'positive', shop)
  }

  return { tellAll }
}

function happeningsOf(person: DemoCustomer, livedFrom: Date): Happening[] {
  const { reports, friend, rounds } = person
  return [
    ...reports.map((report): Happening => ({ at: report.at, kind: 'report', person, report })),
    ...(friend ? [{ at: friend.since, kind: 'befriends', person } satisfies Happening] : []),
    ...(friend?.blockedAt ? [{ at: friend.blockedAt, kind: 'blocks', person } satisfies Happening] : []),
    ...rounds
      .filter(({ askedAt }) => askedAt < livedFrom)
      .map(({ askedAt, answeredAt, answer }): Happening => {
        const at = answeredAt ?? askedAt
        const round = at < livedFrom ? { askedAt, answeredAt, answer } : { askedAt }
        return { at: at < livedFrom ? at : askedAt, kind: 'round', person, round }
      }),
  ]
}

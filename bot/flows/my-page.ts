/** What does the customer see of themselves? Their orders, what they told us, their settings (DOMAIN §3, §5.5). */

import { logConsent } from '../../db/consent.ts'
import { linkedCustomerIds } from '../../db/customers.ts'
import { type Friend, findFriend, setOptedOut } from '../../db/friends.ts'
import { currentRevisions } from '../../db/revisions.ts'
import { openInvitation, type Response, responsesOf, setQuotable } from '../../db/surveys.ts'
import { jstDate } from '../core/calendar.ts'
import type { MyPage, Settings } from '../core/liff-pages.ts'
import { contractShown, learnedFrom, ordersShown, specialWord } from '../core/my-page.ts'
import { productName } from '../core/product.ts'
import { Survey } from '../core/survey-file.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { loadContent } from './content.ts'
import { loadHistories, standingOf } from './records.ts'
import { referralRefusal } from './referral.ts'
import { refreshFacts } from './refresh-facts.ts'

/** Somebody who has not added the account and joined no order: there is nothing of theirs here. */
const EMPTY: MyPage = {
  linked: false,
  orders: [],
  learned: [],
  settings: { marketing: true },
  survey_waits: false,
  referral_allowed: false,
}

export async function myPage(deps: Deps, lineUserId: string): Promise<MyPage> {
  const friend = await findFriend(deps.db, lineUserId)
  const history = friend && (await loadHistories(deps, [friend.customerId])).get(friend.customerId)
  if (!friend || !history) return EMPTY
  const { shop } = await loadContent(deps)
  const now = deps.now()
  const { customerId } = friend
  const { orders, subscriptions } = history.records
  const standing = standingOf(history, shop, now)
  const answered = await responsesOf(deps.db, customerId)
  const surveys = (await currentRevisions(deps.db)).filter(({ kind }) => kind === 'survey')
  const questions = surveys.flatMap(({ body }) => {
    const { data } = Survey.safeParse(body)
    return data ? [...data.questions, ...(data.rotating ?? [])] : []
  })
  const contract = contractShown({ orders, subscriptions }, shop, jstDate(now))
  return {
    now: now.toISOString(),
    name: history.name,
    linked: (await linkedCustomerIds(deps.db, [customerId])).size > 0,
    orders: ordersShown(orders, shop, now),
    contract: contract && {
      next_on: contract.on,
      product: productName(contract.product, shop),
      change_url: shop.subscriptions.manage_url,
    },
    learned: learnedFrom(questions, answered),
    special: specialWord(standing.facts, shop),
    settings: settingsOf(friend, answered),
    survey_waits: (await openInvitation(deps.db, customerId, now)) !== undefined,
    referral_allowed: referralRefusal(standing, shop, now) === undefined,
  }
}

/** While one answer may be quoted the switch stands on; who has answered nothing has nothing to decide. */
const settingsOf = (friend: Friend, answered: Response[]): Settings => ({
  marketing: friend.optedOutAt === null,
  quotable: answered.length > 0 ? answered.some(({ quotable }) => quotable) : undefined,
})

/** Each change is a consent given or taken back, and on record as such. */
export async function changeSettings(deps: Deps, lineUserId: string, change: Partial<Settings>): Promise<Settings> {
  const friend = await findFriend(deps.db, lineUserId)
  if (!friend) throw new AppError('not_found', '友だち追加のあとに、設定していただけます。')
  const { customerId } = friend
  const { shop } = await loadContent(deps)
  const at = deps.now()
  if (change.marketing !== undefined) {
    const granted = change.marketing
    await setOptedOut(deps.db, lineUserId, !granted, at)
    await logConsent(deps.db, { id: deps.newId(), customerId, purpose: 'marketing', granted, at, evidence: 'mypage' })
    await refreshFacts(deps, [customerId], granted ? 'registration' : 'opt_out', shop)
  }
  if (change.quotable !== undefined && (await responsesOf(deps.db, customerId)).length > 0) {
    const granted = change.quotable
    await setQuotable(deps.db, customerId, granted)
    await logConsent(deps.db, { id: deps.newId(), customerId, purpose: 'quote', granted, at, evidence: 'mypage' })
  }
  const [now, answered] = [await findFriend(deps.db, lineUserId), await responsesOf(deps.db, customerId)]
  return settingsOf(now ?? friend, answered)
}

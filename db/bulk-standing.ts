/** Many customers at once: facts, label and stage out of what was bought, held and felt, in SQL (core/gather-facts.ts, label.ts, stage.ts, survey-due.ts). */

import { type SQL, sql } from 'drizzle-orm'
import { nameOf, rule } from './bulk-rules.ts'

const TODAY = rule('today')

/** Everything the rules need of a customer, in one row. */
const KNOWN = sql`
  known as materialized (
    select person.*,
      (friend & 1) as reachable, (friend & 2 <> 0) as opted_out,
      (${rule('byLine')} and friend & 1 and not friend & 2) or (${rule('byEmail')} and email_consent) as registered,
      coalesce(bought.purchases, 0) as purchases, first_on, last_on, manual_on, first_arrives, last_arrives,
      first_occasion, coalesce(densest, 0) as densest, coalesce(bought.ledger, '') as ledger, newest,
      max(coalesce(goods.lines, 0), (coalesce(goods.lines, 0) = 0 and coalesce(bought.purchases, 0) > 0)) as lines,
      max(coalesce(goods.is_odd, 0), coalesce(held.is_odd, 0)) as is_odd,
      coalesce(subscribed, 0) as subscribed, subscribed_on, ends_on, coalesce(held.products, '[]') as products,
      coalesce(held.deliveries, 0) as deliveries, cancelled_on, held.cycle,
      case when bought.purchases > 0 then coalesce(held.ledger, '') else '' end as contracts,
      coalesce(positive.count, 0) as positives, fading
    from person
    left join bought on bought.id = person.id
    left join goods on goods.id = person.id
    left join held on held.id = person.id
    left join positive on positive.id = person.id)`

/** What a long cycle takes off the days. */
const SLACK = sql`case when ${rule('longCycle')} then max(0, coalesce(cycle, 0) - 30) else 0 end`

/** The seed rules and the holes between them, as of a day: the order is the specification (DOMAIN §1.2). */
function labelOn(day: SQL): SQL {
  const subscribed = sql`(subscribed and (ends_on is null or ${day} < ends_on))`
  const elapsed = sql`max(0, ${day} - last_on)`
  const days = sql`(case when ${subscribed} then max(0, ${elapsed} - slack) else ${elapsed} end)`
  const positives = sql`(case when fading is null then positives else positives - (
    select count(*) from json_each('[' || fading || ']') as gone where gone.value <= ${day}) end)`
  const warm = sql`${days} < ${rule('warmDays')}`
  const cool = sql`${days} < ${rule('coolDays')}`
  return sql`case
    when not registered then 'unregistered'
    when purchases = 0 then 'prospect'
    when ${subscribed} then case
      when not ${warm} then 'subscriber_stalled'
      when purchases >= 2 and ${positives} >= 3 then 'partner'
      when ${positives} >= 2 then 'supporter'
      else 'subscriber_new' end
    when purchases = 1 and ${warm} then 'visitor'
    when ${cool} then 'follower'
    when ${positives} >= 1 then 'lapsed'
    else 'dormant' end`
}

const STEADY = sql`case when ${rule('subscriptionShop')} then subscribed else densest >= ${rule('steady')} end`
const DEEP = sql`(lines >= 2 and (${STEADY} or (not ${rule('strictOrder')} and purchases >= 2)))`
const STAGE = sql`case
  when purchases = 0 then registered
  when not ${DEEP} then case when ${STEADY} then 4 when purchases = 1 then 2 else 3 end
  when referrals >= 1 then 7
  when lines >= ${rule('marriageLines')} or coalesce(intent, 0) >= ${rule('intentMin')} then 6
  else 5 end`

const SURVEY_DUE = sql`case when not withdrawn and reachable and not opted_out and purchases > 0 then max(
  coalesce(asked_on + max(${rule('surveyEvery')}, ${rule('surveyInterval')}), first_arrives + ${rule('surveyEvery')}),
  last_arrives + ${rule('surveyAfterDelivery')}) end`

/** Days on which time alone may change the label or the stage (`nextLookOn`), as JSON. */
const TURNS = sql`'[' || coalesce((last_on + ${rule('warmDays')}) || ',' || (last_on + ${rule('coolDays')})
  || ',' || (last_on + ${rule('warmDays')} + slack) || ',' || (last_on + ${rule('coolDays')} + slack) || ',', '')
  || coalesce(ends_on || ',', '') || coalesce(fading || ',', '') || 'null]'`

const STANDING = sql`
  slackened as (select *, ${SLACK} as slack from known),
  labelled as (select *, ${labelOn(TODAY)} as label, ${TURNS} as turns from slackened),
  standing as materialized (
    select *, ${STAGE} as stage, ${SURVEY_DUE} as survey_due,
      (select min(turn.value) from json_each(turns) as turn
        where turn.value > ${TODAY} and (turn.value = ends_on or ${labelOn(sql`turn.value`)} <> label)) as changes_on
    from labelled)`

export const STANDINGS = sql.join([KNOWN, STANDING], sql`, `)

const day = (column: string): SQL => nameOf(sql.raw(column))
const flag = (column: string): SQL => sql.raw(`json(case when ${column} then 'true' else 'false' end)`)
const DAYS_FADING = sql`case when ${rule('positiveWindow')} is not null then json((
  select json_group_array(${nameOf(sql`fade.value`)} order by fade.value) from json_each('[' || coalesce(fading, '') || ']') as fade)) end`

/** The whole Facts value; a patch drops what is not known. Two halves, because D1 takes 32 arguments. */
export const BODY = sql`json_patch(json_patch('{}', json_object(
    'registered', ${flag('registered')}, 'reachable', ${flag('reachable')}, 'optedOut', ${flag('opted_out')},
    'emailConsent', ${flag('email_consent')}, 'purchases', purchases, 'firstPurchaseOn', ${day('first_on')},
    'lastPurchaseOn', ${day('last_on')}, 'lastManualOn', ${day('manual_on')},
    'firstDeliveredOn', ${day('first_arrives')}, 'lastDeliveredOn', ${day('last_arrives')},
    'mostPurchasesIn180Days', densest, 'productLines', lines, 'subscription', ${flag('subscribed')},
    'subscribedOn', ${day('subscribed_on')}, 'subscriptionEndsOn', ${day('ends_on')})),
  json_object('subscribedProducts', json(products), 'subscriptionDeliveries', deliveries,
    'subscriptionCancelledOn', ${day('cancelled_on')}, 'cycleDays', cycle, 'referrals', referrals,
    'positives', positives, 'positivesFadeOn', ${DAYS_FADING}, 'lastSurveyOn', ${day('asked_on')},
    'lastAnsweredOn', ${day('answered_on')}, 'lastNps', nps, 'lastNegativeOn', ${day('negative_on')},
    'openComplaint', ${flag('open_complaint')}, 'usageSignal', ${flag('is_using')}, 'intent', intent))`

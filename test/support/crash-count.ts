/** After the storm: did everything arrive once, did every event have its one effect, and is nothing left open? */

import Database from 'better-sqlite3'
import { type Person, STEPS } from './crash-shop.ts'
import { KEYWORD, RESUME, STOP } from './crash-traffic.ts'
import type { Call } from './story.ts'
import type { WatchedLine } from './watched-line.ts'

const SHOWN = 5

type Row = Record<string, string | number | null>

/** The bot's database as an outsider reads it, also while nobody is alive. */
export function look(databasePath: string) {
  const db = new Database(databasePath, { readonly: true })
  const rows = (sql: string, ...values: unknown[]) => db.prepare(sql).all(...values) as Row[]
  const count = (from: string) => Number(rows(`select count(*) as n from ${from}`)[0]?.n)
  return { rows, count, close: () => db.close() }
}
type Look = ReturnType<typeof look>

const OPEN = {
  requests: "requests where status = 'sending'",
  deliveries: "deliveries where status = 'sending'",
  held: "deliveries where status = 'held'",
  events: "inbox where status = 'pending'",
}

/** What somebody killed just now has left for others. */
export const LEFT = ['enrollments', 'requests', 'events'] as const

/** What somebody killed just now has left for others. */
export const leftBehind = ({ count }: Look) => ({
  enrollments: count("leases where lease_id <> ''"),
  requests: count(OPEN.requests),
  events: count("inbox where status = 'pending' and lease_id is not null"),
})

/** Nothing is under way or waits. */
export const isQuiet = ({ count }: Look): boolean => Object.values(OPEN).every((from) => count(from) === 0)

/** Sentences about what is wrong; none when all is well. */
export function wrongs({ rows, count }: Look, line: WatchedLine, calls: Call[], people: Person[]): string[] {
  const found: string[] = []
  const say = (what: string, which: string[]) => {
    if (which.length > 0) found.push(`${which.length} ${what}: ${which.slice(0, SHOWN).join(', ')}`)
  }

  const arrived = line.arrived()
  const wanted = people.flatMap(({ userId }) => STEPS.map((step) => `${userId} ${step}`))
  say(
    'lost',
    wanted.filter((key) => !arrived.has(key)).map((key) => `${key} (${fate(rows, key)})`),
  )
  say(
    'doubled',
    [...arrived].filter(([, times]) => times > 1).map(([key, times]) => `${key} × ${times}`),
  )

  for (const [name, from] of Object.entries(OPEN)) if (count(from) > 0) found.push(`${count(from)} ${name} left open`)
  say(
    'not known to have been sent',
    rows(`select d.step_id || ' ' || coalesce(d.code, '') || ' ' || d.status as what
          from deliveries d join external_ids e on e.customer_id = d.customer_id
          where d.status <> 'sent'`).map(({ what }) => String(what)),
  )
  say(
    'repeated with another body',
    calls.filter(({ bodyDiffers }) => bodyDiffers).map(({ path, retryKey }) => `${path} ${retryKey}`),
  )

  const kept = new Map(rows('select event_id, status from inbox').map((row) => [row.event_id, row.status]))
  const ids = (table: string) => new Set(rows(`select id from ${table}`).map(({ id }) => id))
  const [voices, signals, consents] = [ids('voices'), ids('signals'), ids('consent_log')]
  const events = [...line.events.values()]
  const all = (what: string, wrong: (event: (typeof events)[number]) => boolean) =>
    say(
      what,
      events.filter(wrong).map(({ id, type, text }) => `${type} ${text ?? ''} ${id}`),
    )
  all('never acknowledged', ({ id }) => !line.acknowledged.has(id))
  all('acknowledged and not worked off', ({ id }) => line.acknowledged.has(id) && kept.get(id) !== 'done')
  all('words that became no voice', ({ id, type, text }) => type === 'message' && !isWord(text) && !voices.has(id))
  all('taps that left no signal', ({ id, type }) => type === 'postback' && !signals.has(id))
  all('consents not written down', ({ id, type, text }) => (type === 'follow' || isChoice(text)) && !consents.has(id))
  const spoken = events.filter(({ type, text }) => type === 'message' && !isWord(text)).length
  if (voices.size !== spoken) found.push(`${voices.size} voices of ${spoken} words`)

  const asked = Map.groupBy(events, ({ userId }) => userId)
  say(
    'answered more often than they spoke',
    [...line.replies].filter(([user, times]) => times > (asked.get(user)?.length ?? 0)).map(([user]) => user),
  )
  say('friends whose last word does not stand', lastWords(rows, events))
  return found
}

const isChoice = (text: string | undefined) => text === STOP || text === RESUME
const isWord = (text: string | undefined) => text === KEYWORD || isChoice(text)

const fate = (rows: Look['rows'], key: string): string => {
  const [user, step] = key.split(' ')
  const found = rows(
    `select d.status, d.code from deliveries d join friends f on f.customer_id = d.customer_id
     where f.line_user_id = ? and d.step_id = ?`,
    user,
    step,
  )
  return found.map(({ status, code }) => `${status} ${code ?? ''}`.trim()).join(', ') || 'no delivery'
}

/** Who followed last is a friend, who blocked last is none; who said stop last is left alone. */
function lastWords(
  rows: Look['rows'],
  events: { userId: string; type: string; at: number; text?: string }[],
): string[] {
  const last = (userId: string, choose: (event: (typeof events)[number]) => boolean) =>
    events.filter((event) => event.userId === userId && choose(event)).sort((a, b) => a.at - b.at)
  return rows('select line_user_id as user, following, opted_out_at from friends').flatMap((friend) => {
    const user = String(friend.user)
    const came = last(user, ({ type }) => type === 'follow' || type === 'unfollow')
    const said = last(user, ({ text }) => isChoice(text))
    // Two at one millisecond of the story have no order.
    const tied = [came, said].some((list) => list.length > 1 && list.at(-1)?.at === list.at(-2)?.at)
    const follows = came.length === 0 || came.at(-1)?.type === 'follow'
    const stopped = said.at(-1)?.text === STOP
    const right = follows === (friend.following === 1) && stopped === (friend.opted_out_at !== null)
    const heard = [...came, ...said].sort((a, b) => a.at - b.at).map(({ type, text, at }) => `${text ?? type} ${at}`)
    return right || tied ? [] : [`${JSON.stringify(friend)} after ${heard.join(', ')}`]
  })
}

/** One event from LINE: what does it change, and what do we say? Every effect carries the event's id, so twice is once. */

import { logConsent } from '../../db/consent.ts'
import { findDelivery } from '../../db/deliveries.ts'
import { addFriend, type Friend, findFriend, setFollowing, setOptedOut, setProfile } from '../../db/friends.ts'
import type { InboxEvent, NewRequest } from '../../db/inbox.ts'
import { carryOver } from '../../db/links.ts'
import { addSignal, addVoice, unsendVoice, wasUnsent } from '../../db/voices.ts'
import { readAnswer } from '../core/answer.ts'
import type { Button } from '../core/content.ts'
import { type LineEvent, readEvent } from '../core/line-event.ts'
import { renderText } from '../core/message.ts'
import { shopValues } from '../core/placeholders.ts'
import { type Reply, replyTo, understand } from '../core/replies.ts'
import { isPushedInstead, type ReplyKind, type ReplyOutcome } from '../core/reply-token.ts'
import { buttonsOf } from '../core/scenario.ts'
import type { Deps } from '../deps.ts'
import { type Content, loadScenarios } from './content.ts'
import { enrolOne } from './enrol.ts'
import { linkByNonce } from './link-customer.ts'
import { pushLater } from './push-later.ts'
import { refreshFacts } from './refresh-facts.ts'
import { reply } from './reply.ts'

type Of<K extends LineEvent['kind']> = Extract<LineEvent, { kind: K }>
type FromUser = Exclude<LineEvent, { kind: 'other' }>

export interface Handled {
  status: 'done' | 'ignored'
  /** How saying something went; left out when there was nothing to say, or nothing may be said. */
  reply?: ReplyOutcome
  /** To be written together with the event's end. */
  push?: NewRequest
}

/** What to say: one event says one thing, in one call. */
interface Words {
  kind: ReplyKind
  text: string
  buttons?: readonly Button[]
}

export async function handleEvent(deps: Deps, content: Content, received: InboxEvent): Promise<Handled> {
  const event = readEvent(JSON.parse(received.body))
  if (event.kind === 'other') return { status: 'ignored' }
  const change = await applyToOwner(deps, content, event, received.eventId)
  if (typeof change === 'string') return { status: change }
  return { status: 'done', ...(await say(deps, content, received, event, change)) }
}

type Change = Words | 'done' | 'ignored'

/** Somebody whose orders are joined to LINE in the same moment is another customer afterwards: then it is done for that one. */
async function applyToOwner(deps: Deps, content: Content, event: FromUser, id: string): Promise<Change> {
  if (event.kind === 'account_link')
    return (await linkByNonce(deps, content, event.nonce, event.userId)) ? 'done' : 'ignored'
  if (event.kind === 'postback' && !readAnswer(event.data)) return 'ignored'
  let friend = await friendFor(deps, event.userId, event.at)
  for (;;) {
    const change = await apply(deps, content, event, friend, id)
    const now = await findFriend(deps.db, event.userId)
    if (!now || now.customerId === friend.customerId) return change
    await carryOver(deps.db, { from: friend.customerId, to: now.customerId })
    friend = now
  }
}

/** @returns what to say about it, or how it ends without a word */
async function apply(
  deps: Deps,
  content: Content,
  event: Exclude<FromUser, { kind: 'account_link' }>,
  friend: Friend,
  id: string,
): Promise<Change> {
  switch (event.kind) {
    case 'follow':
      return onFollow(deps, content, event, friend, id)
    case 'unfollow':
      return onUnfollow(deps, content, event, friend)
    case 'message':
      return onMessage(deps, content, event, friend, id)
    case 'postback':
      return onPostback(deps, content, event, friend, id)
    case 'unsend':
      return onUnsend(deps, event, friend)
  }
}

/** With the reply token, else by a push when silence would do harm. Without a token nothing may be said (LINE §3). */
async function say(
  deps: Deps,
  content: Content,
  received: InboxEvent,
  { userId, replyToken }: FromUser,
  { kind, text, buttons }: Words,
): Promise<Pick<Handled, 'reply' | 'push'>> {
  if (replyToken === undefined) return {}
  const { liffId } = deps.config.line
  const context = {
    values: shopValues(content.shop),
    liffUrl: liffId ? (page: string) => `https://liff.line.me/${liffId}/${page}` : undefined,
  }
  const messages = [renderText(text, context, buttons)]
  const outcome = await reply(deps, received, { kind, token: replyToken, messages })
  if (!isPushedInstead(kind, outcome)) return { reply: outcome }
  return { reply: outcome, push: await pushLater(received.eventId, userId, messages, deps.now()) }
}

/** The friend's row, made on first sight: somebody may write who was a friend before we were here. */
async function friendFor(deps: Deps, userId: string, at: Date): Promise<Friend> {
  const known = await findFriend(deps.db, userId)
  if (known) return known
  await addFriend(deps.db, { lineUserId: userId, customerId: deps.newId(), at, now: deps.now() })
  const profile = await deps.line.profile(userId).catch((error) => deps.log('profile_failed', { error }))
  if (profile) await setProfile(deps.db, userId, profile)
  const added = await findFriend(deps.db, userId)
  if (!added) throw new Error('the friend just added is not there')
  return added
}

async function onFollow(deps: Deps, content: Content, event: Of<'follow'>, friend: Friend, id: string): Promise<Words> {
  await setFollowing(deps.db, event.userId, true, event.at)
  await logConsent(deps.db, { id, customerId: friend.customerId, purpose: 'service', granted: true, at: event.at })
  await refreshFacts(deps, [friend.customerId], 'registration', content.shop)
  await enrolOne(deps, content, 'friend_added', {
    customerId: friend.customerId,
    anchor: `friend:${event.userId}`,
    at: event.at,
    skus: [],
  })
  deps.wake('tick')
  return { kind: 'greeting', ...content.replies.greeting }
}

async function onUnfollow(deps: Deps, content: Content, event: Of<'unfollow'>, friend: Friend): Promise<'done'> {
  await setFollowing(deps.db, event.userId, false, event.at)
  await refreshFacts(deps, [friend.customerId], 'block', content.shop)
  return 'done'
}

async function onMessage(
  deps: Deps,
  content: Content,
  event: Of<'message'>,
  friend: Friend,
  id: string,
): Promise<Words | 'done'> {
  const { customerId } = friend
  if (await wasUnsent(deps.db, { customerId, lineMessageId: event.messageId })) return onUnsend(deps, event, friend)
  const understood = understand(event.text ?? '', content.replies)
  const { messageId, messageKind, text, at } = event
  if (understood.kind === 'stop' || understood.kind === 'resume')
    return changeConsent(deps, content, friend, understood.kind, understood.reply, { id, at })
  if (understood.kind !== 'keyword') {
    // What no fixed answer settles is for people to read.
    await addVoice(deps.db, { id, customerId, lineMessageId: messageId, kind: messageKind, text, at })
  }
  return understood.kind === 'words' ? 'done' : { kind: understood.kind, ...understood.reply }
}

/** 配信停止 or 再開, typed or tapped. Not confirmed when a newer word says otherwise: that would not be true. */
async function changeConsent(
  deps: Deps,
  content: Content,
  { customerId, lineUserId }: Friend,
  kind: 'stop' | 'resume',
  words: Reply,
  { id, at }: { id: string; at: Date },
): Promise<Words | 'done'> {
  const granted = kind === 'resume'
  await setOptedOut(deps.db, lineUserId, !granted, at)
  await logConsent(deps.db, { id, customerId, purpose: 'marketing', granted, at })
  await refreshFacts(deps, [customerId], granted ? 'registration' : 'opt_out', content.shop)
  const after = await findFriend(deps.db, lineUserId)
  return (after?.optedOutAt === null) === granted ? { kind, ...words } : 'done'
}

/** Taken back: nobody reads it any more, in whatever order the two events come. */
async function onUnsend(deps: Deps, event: Of<'unsend' | 'message'>, { customerId }: Friend): Promise<'done'> {
  const message = { customerId, lineUserId: event.userId, lineMessageId: event.messageId }
  await unsendVoice(deps.db, message, event.at)
  return 'done'
}

async function onPostback(
  deps: Deps,
  content: Content,
  event: Of<'postback'>,
  friend: Friend,
  id: string,
): Promise<Change> {
  const answer = readAnswer(event.data)
  if (!answer) return 'ignored'
  // An old button of another person's message proves nothing: the step must have gone to this very customer.
  const delivery = await findDelivery(deps.db, friend.customerId, answer.revisionId, answer.stepId)
  const scenario = delivery && (await loadScenarios(deps, [answer.revisionId])).get(answer.revisionId)
  const step = scenario?.steps.find((one) => one.id === answer.stepId)
  const button = step && buttonsOf(step)[answer.index]
  if (!delivery || !button) return 'ignored'
  const about = { id, customerId: friend.customerId, at: event.at }
  await addSignal(deps.db, {
    ...about,
    name: button.signal ?? '',
    label: button.label,
    enrollmentId: delivery.enrollmentId,
    stepId: answer.stepId,
  })
  const answered = replyTo(button, content.replies)
  const understood = understand(button.label, content.replies)
  if (understood.kind === 'stop' || understood.kind === 'resume')
    return changeConsent(deps, content, friend, understood.kind, understood.reply, about)
  const forStaff =
    answered?.staff ||
    understood.kind === 'human' ||
    understood.kind === 'cancel' ||
    content.shop.negative_signals.includes(button.signal ?? '')
  if (forStaff) await addVoice(deps.db, { ...about, kind: 'button', text: button.label })
  await refreshFacts(deps, [friend.customerId], 'data_fix', content.shop)
  if (answered) return { kind: forStaff ? 'staff' : 'thanks', text: answered.text }
  return understood.kind === 'words' ? 'done' : { kind: understood.kind, ...understood.reply }
}

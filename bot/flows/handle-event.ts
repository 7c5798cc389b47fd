/** One event from LINE: what does it change, and what do we say? Every effect carries the event's id, so twice is once. */

import { logConsent } from '../../db/consent.ts'
import { findDelivery } from '../../db/deliveries.ts'
import { addFriend, type Friend, findFriend, setFollowing, setOptedOut, setProfile } from '../../db/friends.ts'
import { addSignal, addVoice, unsendVoice, wasUnsent } from '../../db/voices.ts'
import { readAnswer } from '../core/answer.ts'
import type { Button } from '../core/content.ts'
import type { LineEvent } from '../core/line-event.ts'
import { renderText } from '../core/message.ts'
import { shopValues } from '../core/placeholders.ts'
import { replyTo, understand } from '../core/replies.ts'
import { buttonsOf } from '../core/scenario.ts'
import type { Deps } from '../deps.ts'
import { type Content, loadScenarios } from './content.ts'
import { enrolOne } from './enrol.ts'
import { linkByNonce } from './link-customer.ts'
import { refreshFacts } from './refresh-facts.ts'
import { reply } from './reply.ts'

type Of<K extends LineEvent['kind']> = Extract<LineEvent, { kind: K }>

/** @param id LINE's `webhookEventId` */
export async function handleEvent(
  deps: Deps,
  content: Content,
  event: LineEvent,
  id: string,
): Promise<'done' | 'ignored'> {
  switch (event.kind) {
    case 'follow':
      await onFollow(deps, content, event, id)
      return 'done'
    case 'unfollow':
      await onUnfollow(deps, content, event)
      return 'done'
    case 'message':
      await onMessage(deps, content, event, id)
      return 'done'
    case 'postback':
      return onPostback(deps, content, event, id)
    case 'unsend':
      await onUnsend(deps, event)
      return 'done'
    case 'account_link':
      return (await linkByNonce(deps, content, event.nonce, event.userId)) ? 'done' : 'ignored'
    case 'other':
      return 'ignored'
  }
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

function say(deps: Deps, content: Content, token: string | undefined, text: string, buttons: readonly Button[] = []) {
  const { liffId } = deps.config.line
  const context = {
    values: shopValues(content.shop),
    liffUrl: liffId ? (page: string) => `https://liff.line.me/${liffId}/${page}` : undefined,
  }
  return reply(deps, token, [renderText(text, context, buttons)])
}

async function onFollow(deps: Deps, content: Content, event: Of<'follow'>, id: string): Promise<void> {
  const friend = await friendFor(deps, event.userId, event.at)
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
  const { greeting } = content.replies
  await say(deps, content, event.replyToken, greeting.text, greeting.buttons)
}

async function onUnfollow(deps: Deps, content: Content, event: Of<'unfollow'>): Promise<void> {
  const friend = await friendFor(deps, event.userId, event.at)
  await setFollowing(deps.db, event.userId, false, event.at)
  await refreshFacts(deps, [friend.customerId], 'block', content.shop)
}

async function onMessage(deps: Deps, content: Content, event: Of<'message'>, id: string): Promise<void> {
  const friend = await friendFor(deps, event.userId, event.at)
  const { customerId } = friend
  if (await wasUnsent(deps.db, { customerId, lineMessageId: event.messageId })) return onUnsend(deps, event)
  const understood = understand(event.text ?? '', content.replies)
  if (understood.kind === 'stop' || understood.kind === 'resume') {
    const granted = understood.kind === 'resume'
    await setOptedOut(deps.db, event.userId, !granted, event.at)
    await logConsent(deps.db, { id, customerId, purpose: 'marketing', granted, at: event.at })
    await refreshFacts(deps, [customerId], granted ? 'registration' : 'opt_out', content.shop)
  } else if (understood.kind !== 'keyword') {
    // What no fixed answer settles is for people to read.
    const { messageId, messageKind, text, at } = event
    await addVoice(deps.db, { id, customerId, lineMessageId: messageId, kind: messageKind, text, at })
  }
  if (understood.reply) await say(deps, content, event.replyToken, understood.reply.text, understood.reply.buttons)
}

/** Taken back: nobody reads it any more, in whatever order the two events come. */
async function onUnsend(deps: Deps, event: Of<'unsend' | 'message'>): Promise<void> {
  const { customerId } = await friendFor(deps, event.userId, event.at)
  const message = { customerId, lineUserId: event.userId, lineMessageId: event.messageId }
  await unsendVoice(deps.db, message, event.at)
}

async function onPostback(
  deps: Deps,
  content: Content,
  event: Of<'postback'>,
  id: string,
): Promise<'done' | 'ignored'> {
  const answer = readAnswer(event.data)
  if (!answer) return 'ignored'
  const friend = await friendFor(deps, event.userId, event.at)
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
  if (answered?.staff || understood.kind === 'human' || content.shop.negative_signals.includes(button.signal ?? ''))
    await addVoice(deps.db, { ...about, kind: 'button', text: button.label })
  await refreshFacts(deps, [friend.customerId], 'data_fix', content.shop)
  if (answered) await say(deps, content, event.replyToken, answered.text)
  else if (understood.reply) await say(deps, content, event.replyToken, understood.reply.text, understood.reply.buttons)
  return 'done'
}

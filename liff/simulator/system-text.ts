/** Which line stands in the middle of the chat for something that is not a message? */

import type { ChatMessage } from './contract.ts'

const LINES: Record<string, string> = {
  follow: '友だちに追加しました',
  unfollow: 'ブロックしました',
  block: 'ブロックしました',
  unblock: 'ブロックを解除しました',
}

export const systemText = ({ message, unsent }: ChatMessage): string =>
  unsent ? 'メッセージの送信を取り消しました' : (message.text ?? LINES[message.type] ?? message.altText ?? message.type)

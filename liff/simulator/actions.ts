/** What happens on the phone when the customer taps this? */

import type { Action } from './line-message.ts'
import type { Store } from './store.ts'

export async function runAction(store: Store, action: Action): Promise<void> {
  switch (action.type) {
    case 'message':
      await store.toPhone('送信が', '/messages', { text: action.text ?? action.label })
      return
    case 'postback':
      if (action.inputOption === 'openKeyboard') store.draft.value = action.fillInText ?? ''
      await store.toPhone('送信が', '/postback', {
        data: action.data ?? '',
        displayText: action.displayText ?? action.text,
      })
      return
    case 'richmenuswitch':
      await store.toPhone('メニューの切りかえが', '/postback', {
        data: action.data ?? '',
        params: { newRichMenuAliasId: action.richMenuAliasId ?? '' },
      })
      return
    case 'uri':
      store.sheet.value = action.uri
      return
    case 'clipboard':
      await navigator.clipboard?.writeText(action.clipboardText ?? '').catch(() => undefined)
      store.say('done', `「${action.clipboardText}」をコピーしました。`)
      return
    default:
      store.say('done', 'この操作は、本物のLINEアプリでだけ動きます。')
  }
}

export const actionLabel = (action: Action): string => action.label ?? action.text ?? action.displayText ?? 'ひらく'

/** What do we tell a customer whose wish did not come through? What happened, and how to go on; never a code. */

import type { ApiProblem } from './api.ts'

/** The server's own sentence is the best one, where it refused with a reason; on the way there was nobody to say one. */
export function troubleText({ code, message }: ApiProblem): string {
  if (code === 'unreachable')
    return navigator.onLine === false
      ? 'インターネットにつながっていないようです。電波の届くところで、もう一度お試しください。'
      : 'お店につながりませんでした。少し待って、もう一度お試しください。'
  if (code === 'unauthorized') return '時間がたったため、ご確認が切れました。このページを開き直してください。'
  const ours = ['internal', 'unknown', 'bug', 'unavailable'].includes(code)
  return ours ? 'お店の側で問題がおきました。少し待って、もう一度お試しください。' : message
}

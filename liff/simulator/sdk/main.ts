/** What stands where LINE's SDK is on the desk? The same small interface; its tokens are real ones, of the stand-in's login. */

import type { Liff } from '../../shared/liff.ts'
import { chooseOne, showAsWhom } from './chooser.ts'
import { whatDesk } from './desk.ts'
import { forget, remember, remembered, takeFromAddress } from './person.ts'

interface Tokens {
  id_token: string
  access_token: string
}

let tokens: Tokens | undefined

/** In the phone's sheet, as in LINE's own browser; else as in any other. */
const inPhone = () => parent !== window

const liff: Liff = {
  async init() {
    takeFromAddress()
    const userId = remembered()
    if (!userId) return
    const desk = await whatDesk()
    tokens = await desk.signIn(userId)
    // The desk began afresh and does not know them any more.
    if (!tokens) forget()
    else if (!inPhone()) showAsWhom(await desk.friends(), userId, changePerson)
  },
  isInClient: inPhone,
  isLoggedIn: () => tokens !== undefined,
  login: (redirectUri) => void logIn(redirectUri),
  logout() {
    tokens = undefined
  },
  idToken: () => tokens?.id_token,
  accessToken: () => tokens?.access_token,
  closeWindow: () => (inPhone() ? parent.postMessage({ liff: 'close' }, location.origin) : window.close()),
  canShare: async () => true,
  async share(text) {
    const desk = await whatDesk()
    const self = remembered() ?? ''
    const friends = (await desk.friends()).filter(({ userId }) => userId !== self)
    const chosen = await chooseOne(friends, {
      title: 'どなたに送りますか',
      note: '本物のLINEでは、お友だちとグループの一覧が開きます。',
      done: '送る',
      cancel: 'やめる',
    })
    if (!chosen) return false
    await desk.passOn(self, chosen.userId, text)
    return true
  },
  openWindow: (url) => void open(url, '_blank', 'noopener'),
}

/** LINE remembers who is logged in to it, so a second login asks nothing. */
async function logIn(redirectUri: string): Promise<void> {
  if (!remembered()) {
    const friends = await (await whatDesk()).friends()
    const chosen = await chooseOne(friends, {
      title: 'どのお客さまとして開きますか',
      note: '本物のLINEでは、ご自分のアカウントで開きます。',
      done: '開く',
    })
    if (chosen) remember(chosen.userId)
  }
  if (redirectUri === location.href) location.reload()
  else location.replace(redirectUri)
}

function changePerson(): void {
  forget()
  location.reload()
}

export default liff

/** What do the pages need of LINE's SDK? One small interface, and LINE's own behind it: the only file that touches `@line/liff`. */

import CloseWindow from '@line/liff/close-window'
import core from '@line/liff/core'
import GetAccessToken from '@line/liff/get-access-token'
import GetIdToken from '@line/liff/get-id-token'
import IsApiAvailable from '@line/liff/is-api-available'
import IsInClient from '@line/liff/is-in-client'
import IsLoggedIn from '@line/liff/is-logged-in'
import Login from '@line/liff/login'
import Logout from '@line/liff/logout'
import OpenWindow from '@line/liff/open-window'

/** Whatever `PageConfig.sdk` names has this as its default export. */
export interface Liff {
  /** May leave the page, and then never settles (LINE §16.1). */
  init(liffId: string): Promise<void>
  isInClient(): boolean
  isLoggedIn(): boolean
  /** Outside LINE's browser only; leaves the page. */
  login(redirectUri: string): void
  logout(): void
  idToken(): string | undefined
  accessToken(): string | undefined
  closeWindow(): void
  /** The shop may have it switched off, or the browser may not know it. Ask before `share`: it fetches what sharing needs. */
  canShare(): Promise<boolean>
  /** False when the person changed their mind. Opens a window, so it wants a tap right before. */
  share(text: string): Promise<boolean>
  openWindow(url: string): void
}

// A module that is imported but not used is missing only at run time, whatever its types say.
core.use(new CloseWindow())
core.use(new GetAccessToken())
core.use(new GetIdToken())
core.use(new IsApiAvailable())
core.use(new IsInClient())
core.use(new IsLoggedIn())
core.use(new Login())
core.use(new Logout())
core.use(new OpenWindow())

const line: Liff = {
  init: (liffId) => core.init({ liffId }),
  isInClient: () => core.isInClient(),
  isLoggedIn: () => core.isLoggedIn(),
  login: (redirectUri) => core.login({ redirectUri }),
  logout: () => core.logout(),
  idToken: () => core.getIDToken() ?? undefined,
  accessToken: () => core.getAccessToken() ?? undefined,
  closeWindow: () => core.closeWindow(),
  async canShare() {
    if (!core.isLoggedIn() || !core.isApiAvailable('shareTargetPicker')) return false
    // 4.8 kB that only who recommends needs. It has no part in `init`, so it may come later.
    const { default: ShareTargetPicker } = await import('@line/liff/share-target-picker')
    core.use(new ShareTargetPicker())
    return true
  },
  async share(text) {
    const result = await core.shareTargetPicker([{ type: 'text', text }], { isMultiple: true })
    return result?.status === 'success'
  },
  openWindow: (url) => core.openWindow({ url, external: true }),
}

export default line

/** What does every page of the mini-app get? A page is `liff/<name>/page.tsx` with a component as its default export. */

import type { ComponentType } from 'preact'
import type { PageConfig, Session } from '../../bot/core/liff-pages.ts'
import type { Api } from '../shared/api.ts'
import type { Liff } from '../shared/liff.ts'

export interface PageProps {
  session: Session
  config: PageConfig
  /** Speaks as this customer; renews the session by itself when it is over. */
  api: Api
  liff: Liff
}

export interface PageModule {
  default: ComponentType<PageProps>
}

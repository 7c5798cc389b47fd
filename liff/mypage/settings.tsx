/** What may the shop send me, and quote? Each switch acts at once, and goes back with a sentence when it could not be kept. */

import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Settings } from '../../bot/core/liff-pages.ts'
import { Card } from '../shared/card.tsx'
import { SwitchRow } from '../shared/switch-row.tsx'
import { type Save, useSettings } from './use-settings.ts'

interface Props {
  settings: Settings
  /** Of the shop's account on LINE. */
  friend: boolean
  save: Save
  /** What else can be decided here. */
  children: ComponentChildren
}

export function SettingsCard({ settings, friend, save, children }: Props) {
  const { shown, troubles, change } = useSettings(settings, save)
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (location.pathname.startsWith('/liff/settings')) place.current?.scrollIntoView()
  }, [])
  return (
    <div id="settings" ref={place}>
      <Card title="設定" class="settings">
        <SwitchRow
          label="お知らせを受け取る"
          on={shown.marketing}
          onChange={(on) => change('marketing', on)}
          error={troubles.marketing}
        >
          {marketingWords(shown.marketing, friend)}
        </SwitchRow>
        {shown.quotable !== undefined && (
          <SwitchRow
            label="お名前を伏せてご紹介してもよい"
            on={shown.quotable}
            onChange={(on) => change('quotable', on)}
            error={troubles.quotable}
          >
            {shown.quotable
              ? 'いただいたご感想を、お名前を伏せて、お店のページなどでご紹介することがあります。'
              : 'いただいたご感想は、お店の中だけで読ませていただきます。'}
          </SwitchRow>
        )}
        {children}
      </Card>
    </div>
  )
}

function marketingWords(on: boolean, friend: boolean): string {
  if (!on)
    return 'お知らせを止めています。ご注文やお届けに関わるご連絡だけは、今後もお送りすることがあります。オンにすると、いつでも再開できます。'
  return friend
    ? '使い方のご案内や、ときどきお得なお知らせをお送りします（月に数回）。'
    : 'お受け取りには、LINEでお店を友だちに追加していただく必要があります。'
}

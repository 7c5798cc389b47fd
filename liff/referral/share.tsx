/** How does the card reach a friend? By LINE's own list of friends where it may be opened, else by LINE's address for sharing. */

import { useEffect, useRef, useState } from 'preact/hooks'
import { Button } from '../shared/button.tsx'
import { CopyButton } from '../shared/copy-button.tsx'
import { Notice } from '../shared/notice.tsx'
import { PageLink } from '../shared/page-link.tsx'
import type { Card, OpenPicker } from './own-card.tsx'
import { shareText } from './share-text.ts'

export function Share({ card, openPicker }: { card: Card; openPicker?: OpenPicker }) {
  const [picker, setPicker] = useState(() => openPicker)
  const [sent, setSent] = useState<'yes' | 'failed' | undefined>(undefined)
  const text = shareText(card)
  const place = useRef<HTMLElement>(null)
  // The button that was tapped has made way for a link.
  useEffect(() => {
    if (sent === 'failed') place.current?.querySelector('a')?.focus()
  }, [sent])

  async function share(open: OpenPicker) {
    setSent(undefined)
    try {
      if (await open(text)) setSent('yes')
    } catch {
      // The list of friends would not open here; the address for sharing does the same.
      setPicker(undefined)
      setSent('failed')
    }
  }

  return (
    <section ref={place} class="page-part" aria-label="カードを渡す">
      <div class="page-actions">
        {picker ? (
          <Button kind="primary" icon="send" onClick={() => share(picker)}>
            LINEのお友だちに送る
          </Button>
        ) : (
          <PageLink
            kind="primary"
            icon="send"
            href={`https://line.me/R/share?text=${encodeURIComponent(text)}`}
            outside
          >
            LINEで送る
          </PageLink>
        )}
        <CopyButton text={card.url} what="ご紹介の">
          リンクをコピーする
        </CopyButton>
      </div>
      <div role="status">
        {sent === 'yes' && <Notice icon="check">お友だちに送りました。ありがとうございます。</Notice>}
        {sent === 'failed' && (
          <Notice kind="look">お友だちの一覧を開けませんでした。「LINEで送る」をお試しください。</Notice>
        )}
      </div>
    </section>
  )
}

import { useEffect, useState } from 'preact/hooks'
import { Button } from './button.tsx'

interface Props {
  text: string
  /** What is copied, for who cannot see it: 「クーポンコード」 */
  what: string
  kind?: 'primary' | 'plain' | 'quiet'
  children: string
}

const SAID_FOR = 4000

/** Copies, says so in its own place, and says how else when the browser does not let it. */
export function CopyButton({ text, what, kind = 'plain', children }: Props) {
  const [said, setSaid] = useState<'done' | 'refused' | undefined>(undefined)
  useEffect(() => {
    if (said !== 'done') return
    const timer = setTimeout(() => setSaid(undefined), SAID_FOR)
    return () => clearTimeout(timer)
  }, [said])
  return (
    <div class="copy">
      <Button
        kind={kind}
        icon={said === 'done' ? 'check' : 'copy'}
        onClick={async () => setSaid((await copied(text)) ? 'done' : 'refused')}
      >
        <span class="unseen">{what}を</span>
        {/* As long as the word before: nothing moves. */}
        {said === 'done' ? 'コピー済み' : children}
      </Button>
      <p class="small copy-said" role="status">
        {said === 'done' && <span class="unseen">{what}をコピーしました。</span>}
        {said === 'refused' && 'コピーできませんでした。文字を長押しして、お選びください。'}
      </p>
    </div>
  )
}

/** LINE's browser on older telephones has no clipboard for pages; the old way still works there. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const box = document.createElement('textarea')
    box.value = text
    box.readOnly = true
    box.className = 'unseen'
    document.body.append(box)
    const before = document.activeElement
    box.select()
    const done = document.execCommand('copy')
    box.remove()
    if (before instanceof HTMLElement) before.focus()
    return done
  }
}

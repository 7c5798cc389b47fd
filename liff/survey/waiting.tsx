import { Says } from '../app/says.tsx'

interface Props {
  who: boolean
  /** False on a device that does not let pages remember anything. */
  stored: boolean
  busy: boolean
  onSend: () => void
}

/** The answers could not leave the device yet. */
export const Waiting = ({ who, stored, busy, onSend }: Props) => (
  <Says title={who ? 'もう一度、ご本人の確認が必要です' : 'まだお送りできていません'} alert>
    <p>
      {stored ? 'お答えは端末にお預かりしました。' : 'このページを開いたまま、お待ちください。'}
      {who ? 'LINEのトークから、このページを開き直してください。' : 'つながりしだいお送りします。'}
    </p>
    {stored && <p class="small soft">このページを閉じても、次に開いたときにお送りします。</p>}
    <button type="button" class="button" aria-disabled={busy} onClick={onSend}>
      {busy ? '送っています…' : 'いま送ってみる'}
    </button>
  </Says>
)

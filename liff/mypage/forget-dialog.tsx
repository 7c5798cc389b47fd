/** Erasing everything, in two steps: first what goes and what must stay, then the decision. */

import { useState } from 'preact/hooks'
import { Button } from '../shared/button.tsx'
import { ConsentBox } from '../shared/consent-box.tsx'
import { Dialog } from '../shared/dialog.tsx'
import { Icon } from '../shared/icon.tsx'
import { Notice } from '../shared/notice.tsx'
import { type LeaveProps, useLeave } from './use-leave.ts'

const ERASED = [
  'LINEのアカウントとのつながり、お名前',
  'トークやアンケートでいただいた言葉と、そこから知ったこと',
  'このページの記録とクーポン。まだお使いでないコードは、先にお控えください。',
]
const KEPT = [
  'ご注文の日付と金額。会計の記録として、お名前と切り離して保管します。',
  'お店の注文システムにある、ご注文と会員の記録。お店へ直接お申し出ください。',
]

export function ForgetDialog(props: LeaveProps) {
  const { busy, trouble, go } = useLeave(props)
  const [decided, setDecided] = useState(false)
  return (
    <Dialog
      title={decided ? '登録を削除してよろしいですか' : '登録を削除すると、こうなります'}
      onClose={props.onClose}
      busy={busy}
    >
      {(close) =>
        decided ? (
          <Decision busy={busy} trouble={trouble} onGo={go} onClose={close} />
        ) : (
          <Explanation onNext={() => setDecided(true)} onClose={close} />
        )
      }
    </Dialog>
  )
}

const Explanation = ({ onNext, onClose }: { onNext: () => void; onClose: () => void }) => (
  <>
    <List title="消えるもの" icon="close" lines={ERASED} />
    <List title="残るもの" icon="bookmark" lines={KEPT} />
    <Notice kind="look" icon="loop">
      定期便は、この手続きでは止まりません。解約は、先に定期便のお手続きからお願いいたします。
    </Notice>
    <p class="small soft">LINEでこのページに出されている利用の許可（連動アプリ）も、あわせて取り消します。</p>
    <div class="page-actions">
      <Button onClick={onNext}>次へ進む</Button>
      <Button kind="quiet" onClick={onClose}>
        このままにする
      </Button>
    </div>
  </>
)

interface DecisionProps {
  busy: boolean
  trouble?: string
  onGo: () => void
  onClose: () => void
}

function Decision({ busy, trouble, onGo, onClose }: DecisionProps) {
  const [sure, setSure] = useState(false)
  const [missing, setMissing] = useState(false)
  const decide = () => {
    setMissing(!sure)
    if (sure) onGo()
  }
  return (
    <>
      <ConsentBox
        checked={sure}
        onChange={setSure}
        error={missing && !sure ? '削除するには、こちらへのチェックをお願いいたします。' : undefined}
      >
        消した記録は元に戻せないことを確かめました
      </ConsentBox>
      {trouble && <Notice kind="trouble">{trouble}</Notice>}
      <div class="page-actions">
        <Button kind="danger" busy={busy} onClick={decide}>
          {busy ? '削除しています' : '登録を削除する'}
        </Button>
        <Button kind="quiet" busy={busy} onClick={onClose}>
          このままにする
        </Button>
      </div>
    </>
  )
}

const List = ({ title, icon, lines }: { title: string; icon: 'close' | 'bookmark'; lines: string[] }) => (
  <div>
    <h3>{title}</h3>
    <ul class="dialog-list">
      {lines.map((line) => (
        <li key={line}>
          <Icon name={icon} />
          {line}
        </li>
      ))}
    </ul>
  </div>
)

import { Button } from '../shared/button.tsx'
import { Dialog } from '../shared/dialog.tsx'
import { Icon } from '../shared/icon.tsx'
import { Notice } from '../shared/notice.tsx'
import { type LeaveProps, useLeave } from './use-leave.ts'

/** LINE asks that the permission is taken back, and that this is said beforehand (LINE §16.4). */
export function UnlinkDialog(props: LeaveProps) {
  const { busy, trouble, go } = useLeave(props)
  return (
    <Dialog title="ご注文とのつながりを解除しますか" onClose={props.onClose} busy={busy}>
      {(close) => (
        <>
          <ul class="dialog-list">
            <li>
              <Icon name="stop" />
              お届けのお知らせと、商品に合わせたご案内は、LINEに届かなくなります。お買い物の記録とクーポンも、このページには出なくなります。
            </li>
            <li>
              <Icon name="link" />
              LINEでこのページに出されている利用の許可（連動アプリ）も取り消します。次に開くときは、あらためてお伺いします。
            </li>
            <li>
              <Icon name="check" />
              ご注文や定期便は、そのまま続きます。もう一度つなぐことは、いつでもできます。
            </li>
          </ul>
          {trouble && <Notice kind="trouble">{trouble}</Notice>}
          <div class="page-actions">
            <Button kind="danger" busy={busy} onClick={go}>
              {busy ? '解除しています' : '解除する'}
            </Button>
            <Button kind="quiet" busy={busy} onClick={close}>
              このままにする
            </Button>
          </div>
        </>
      )}
    </Dialog>
  )
}

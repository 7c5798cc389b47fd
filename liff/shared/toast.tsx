import { Icon } from './icon.tsx'

export interface ToastContent {
  kind: 'done' | 'problem'
  text: string
}

/** One short notice at the foot of the window. The region is always there, so that screen readers hear it fill. */
export const Toast = ({ toast, onClose }: { toast?: ToastContent; onClose: () => void }) => (
  <div class="toast-region" role={toast?.kind === 'problem' ? 'alert' : 'status'}>
    {toast && (
      <div class={`toast toast-${toast.kind}`}>
        <Icon name={toast.kind === 'problem' ? 'stop' : 'check'} />
        <p>{toast.text}</p>
        <button type="button" class="icon-button" aria-label="お知らせを閉じる" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
    )}
  </div>
)

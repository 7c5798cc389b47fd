import type { ComponentChildren } from 'preact'

interface Props {
  title: string
  /** Read out at once. */
  alert?: boolean
  children: ComponentChildren
}

/** The whole page says one thing, and how to go on. */
export const Says = ({ title, alert, children }: Props) => (
  <div class="app-state" role={alert ? 'alert' : undefined}>
    <h1>{title}</h1>
    {children}
  </div>
)

export const ToMyPage = () => (
  <a class="button" href="/liff/">
    マイページを開く
  </a>
)

export const Again = ({ onClick }: { onClick: () => void }) => (
  <button type="button" class="button" onClick={onClick}>
    もう一度
  </button>
)

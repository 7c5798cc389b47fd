import { Button } from './button.tsx'
import { Icon } from './icon.tsx'

interface Props {
  /** What happened. */
  title: string
  /** What was kept, and how to go on. */
  hint: string
  onRetry: () => void
}

export const ErrorState = ({ title, hint, onRetry }: Props) => (
  <div class="state state-error" role="alert">
    <Icon name="stop" size={28} />
    <p class="state-title">{title}</p>
    <p class="small">{hint}</p>
    <Button icon="loop" onClick={onRetry}>
      もう一度読み込む
    </Button>
  </div>
)

import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

interface Props {
  label: string
  on: boolean
  onChange: (on: boolean) => void
  /** What it means as it stands. */
  children: ComponentChildren
  error?: string
}

/** On or off, at once; the word stands beside the drawing. */
export function SwitchRow({ label, on, onChange, children, error }: Props) {
  const id = useId()
  return (
    <div class="switch-row">
      <label class="switch-line">
        <span class="switch-label">{label}</span>
        <span class="small soft switch-word" aria-hidden="true">
          {on ? 'オン' : 'オフ'}
        </span>
        <input
          type="checkbox"
          role="switch"
          aria-checked={on}
          class="switch"
          checked={on}
          aria-describedby={id}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      </label>
      <p id={id} class="small soft">
        {children}
      </p>
      <p class="field-error" role="alert">
        {error}
      </p>
    </div>
  )
}

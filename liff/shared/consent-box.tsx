import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

interface Props {
  checked: boolean
  onChange: (checked: boolean) => void
  /** Why it cannot go on without. */
  error?: string
  children: ComponentChildren
}

/** Agreement, never ticked beforehand. */
export function ConsentBox({ checked, onChange, error, children }: Props) {
  const id = useId()
  return (
    <div class={`consent ${error ? 'consent-missing' : ''}`}>
      <label class="consent-line">
        <input
          type="checkbox"
          checked={checked}
          aria-invalid={error !== undefined}
          aria-describedby={error ? id : undefined}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span>{children}</span>
      </label>
      {error && (
        <p id={id} class="field-error">
          {error}
        </p>
      )}
    </div>
  )
}

import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

interface Props {
  label: string
  value: string
  onInput: (value: string) => void
  placeholder?: string
  /** Where to find it, or how to write it: between the label and the box. */
  hint?: ComponentChildren
  /** Says what is wrong, under the field. */
  error?: string
  type?: 'text' | 'search' | 'email'
  inputMode?: 'text' | 'numeric' | 'email'
  autocomplete?: string
  maxLength?: number
}

export function Field({ label, value, onInput, hint, error, type = 'text', ...input }: Props) {
  const id = useId()
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p id={`${id}-hint`} class="field-hint">
          {hint}
        </p>
      )}
      <input
        {...(input as object)}
        id={id}
        type={type as 'text'}
        value={value}
        aria-invalid={error !== undefined}
        aria-describedby={describedBy || undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {error && (
        <p id={`${id}-error`} class="field-error">
          {error}
        </p>
      )}
    </div>
  )
}

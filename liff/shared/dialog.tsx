/** A question that must be answered before going on: the browser's own <dialog>, which keeps the focus inside. */

import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import './dialog.css'

interface Props {
  title: string
  /** Escape, or the button that does nothing: the focus goes back to where it was. */
  onClose: () => void
  /** Something is under way that closing would not stop. */
  busy?: boolean
  children: (close: () => void) => ComponentChildren
}

export function Dialog({ title, onClose, busy = false, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const id = useId()
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  // The next step of a question is read from its beginning, as the first was.
  useEffect(() => heading.current?.focus(), [title])
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={id}
      onClose={onClose}
      onCancel={(event) => {
        if (busy) event.preventDefault()
      }}
    >
      <h2 id={id} ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {children(() => !busy && dialog.current?.close())}
    </dialog>
  )
}

interface Props {
  back?: () => void
  /** A survey that need not be answered can be left. */
  leave?: () => void
  next: string
  strong: boolean
  busy: boolean
}

/** Always in the same place, under the thumb. */
export const Foot = ({ back, leave, next, strong, busy }: Props) => (
  <div class="foot">
    {back || leave ? (
      <button type="button" class="button button-quiet" onClick={back ?? leave}>
        {back ? '戻る' : '答えずに閉じる'}
      </button>
    ) : (
      <span />
    )}
    <button
      type="submit"
      class={`button foot-next ${strong ? 'button-fill' : ''}`}
      aria-disabled={busy}
      onClick={(event) => busy && event.preventDefault()}
    >
      {busy ? '送っています…' : next}
    </button>
  </div>
)

/** How far is it? As words and as a bar. */
export const Progress = ({ at, of }: { at: number; of: number }) => {
  const number = Math.min(at + 1, of)
  const done = at >= of
  return (
    <div class="progress">
      <p class="progress-text small soft figure" aria-live="polite">
        <span class="unseen">{done ? 'すべてお答えいただきました' : `${of}問中${number}問目`}</span>
        <span aria-hidden="true">{done ? 'あとは送るだけ' : `${number} / ${of}`}</span>
      </p>
      <div class="progress-bar" aria-hidden="true">
        <span style={{ width: `${(at / of) * 100}%` }} />
      </div>
    </div>
  )
}

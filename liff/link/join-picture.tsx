/** A parcel, a speech bubble and the thread between them: loose before, tied after. */
export const JoinPicture = ({ tied = false }: { tied?: boolean }) => (
  <svg class={`join ${tied ? 'join-tied' : ''}`} viewBox="0 0 240 72" width="240" height="72" aria-hidden="true">
    <g class="join-thing">
      <path d="M14 26h44v32H14zM10 16h52v10H10z" />
      <path d="M30 16v10h12V16M36 58" />
    </g>
    <g class="join-thing">
      <path d="M184 14h40a6 6 0 0 1 6 6v24a6 6 0 0 1-6 6h-22l-12 10V50h-6a6 6 0 0 1-6-6V20a6 6 0 0 1 6-6Z" />
      <path d="M192 28h24m-24 9h15" />
    </g>
    {tied ? (
      <g class="join-thread">
        <path d="M62 38h47m22 0h47" />
        <path d="M120 38c-16-16-22 12-4 2m4-2c16-16 22 12 4 2m-5 0-7 13m12-13 7 13" />
      </g>
    ) : (
      <g class="join-thread">
        <path d="M62 38c14 0 20 14 34 12m48-4c14-8 20-8 34-8" stroke-dasharray="1 7" />
      </g>
    )}
  </svg>
)

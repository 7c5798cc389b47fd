import { useStore } from './context.ts'

const ADDRESS = /(https?:\/\/[^\s、。）」』]+)/

/** A text as the phone shows it: line breaks kept, addresses that can be tapped. */
export function ChatText({ text }: { text: string }) {
  const { sheet } = useStore()
  return text.split(ADDRESS).map((piece, at) =>
    at % 2 === 0 ? (
      piece
    ) : (
      <button
        key={piece}
        type="button"
        class="text-link"
        onClick={() => {
          sheet.value = piece
        }}
      >
        {piece}
      </button>
    ),
  )
}

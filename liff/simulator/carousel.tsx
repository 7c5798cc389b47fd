import { type ComponentChildren, toChildArray } from 'preact'

/** Cards side by side that swipe and snap; the arrow keys scroll it when it has the focus. */
export function Carousel({ children }: { children: ComponentChildren }) {
  const cards = toChildArray(children)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable from the keyboard
    <section class="carousel" tabIndex={0} aria-label={`横に並んだカード ${cards.length}枚`}>
      {cards.map((card, at) => (
        <div key={at} class="carousel-card">
          {card}
        </div>
      ))}
    </section>
  )
}

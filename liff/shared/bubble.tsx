import type { ComponentChildren } from 'preact'

/** A speech bubble on paper: the shop's on the left, the customer's own on the right. */
export const Bubble = ({ own = false, children }: { own?: boolean; children: ComponentChildren }) => (
  <div class={`bubble ${own ? 'bubble-own' : 'bubble-shop'}`}>{children}</div>
)

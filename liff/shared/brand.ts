/** Is the shop's own colour readable? Darkened for paper, lightened for night, until text on it has a contrast of 4.5. */

import { inkOn, type Rgb, readable } from '../../bot/core/contrast.ts'

const ON_LIGHT: Rgb = [255, 255, 255]
const ON_DARK: Rgb = [34, 31, 27]

/** Sets the shop's colour for both modes; tokens.css takes it from there. */
export function applyBrand(color: string, root: HTMLElement = document.documentElement): void {
  root.style.setProperty('--shop-on-light', readable(color, ON_LIGHT, 0))
  root.style.setProperty('--shop-on-dark', readable(color, ON_DARK, 255, 6.5))
  root.style.setProperty('--shop-fill', color)
  root.style.setProperty('--shop-ink', inkOn(color))
}

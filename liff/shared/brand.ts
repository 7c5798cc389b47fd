/** Is the shop's own colour readable? Darkened for paper, lightened for night, until text on it has a contrast of 4.5. */

type Rgb = [number, number, number]

const ON_LIGHT: Rgb = [255, 255, 255]
const ON_DARK: Rgb = [34, 31, 27]

/** Sets the shop's colour for both modes; tokens.css takes it from there. */
export function applyBrand(color: string, root: HTMLElement = document.documentElement): void {
  root.style.setProperty('--shop-on-light', readable(color, ON_LIGHT, 0))
  root.style.setProperty('--shop-on-dark', readable(color, ON_DARK, 255, 6.5))
  root.style.setProperty('--shop-fill', color)
  root.style.setProperty('--shop-ink', inkOn(color))
}

/** The ink that is readable on the shop's own colour, 4.5:1: one of the two always is. */
export const inkOn = (color: string): string => (contrast(parse(color), [255, 255, 255]) >= 4.5 ? '#fff' : '#000')

/** The nearest mix of `color` towards `pole` (0 black, 255 white) that stands out from `ground`. */
export function readable(color: string, ground: Rgb, pole: number, wanted = 4.6): string {
  const start = parse(color)
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = start.map((part) => Math.round(part + (pole - part) * share)) as Rgb
    if (contrast(mixed, ground) >= wanted) return `rgb(${mixed.join(' ')})`
  }
  return `rgb(${pole} ${pole} ${pole})`
}

export function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

const parse = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) || 0) as Rgb

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((part) => {
    const share = part / 255
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

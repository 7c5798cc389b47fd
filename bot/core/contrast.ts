/** Is the shop's own colour readable? Mixed towards black or white until text on it has a contrast of 4.5. */

export type Rgb = [number, number, number]

/** The ink that is readable on the shop's own colour, 4.5:1: one of the two always is. */
export const inkOn = (color: string): string => (contrast(parseColor(color), [255, 255, 255]) >= 4.5 ? '#fff' : '#000')

/** The nearest mix of `color` towards `pole` (0 black, 255 white) that stands out from `ground`. */
export function readable(color: string, ground: Rgb, pole: number, wanted = 4.6): string {
  const start = parseColor(color)
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = mix(start, [pole, pole, pole], share)
    if (contrast(mixed, ground) >= wanted) return `rgb(${mixed.join(' ')})`
  }
  return `rgb(${pole} ${pole} ${pole})`
}

/** `share` of the second in the first: 0 is the first, 1 the second. */
export const mix = (first: Rgb, second: Rgb, share: number): Rgb =>
  first.map((part, at) => Math.round(part + ((second[at] ?? 0) - part) * share)) as Rgb

/** WCAG 2: 1 for the same colour, 21 for black on white. */
export function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

/** `#1f5f5b` as its three parts. */
export const parseColor = (hex: string): Rgb =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) || 0) as Rgb

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((part) => {
    const share = part / 255
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

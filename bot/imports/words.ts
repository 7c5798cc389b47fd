/** How are many headers of one meaning written down, so that one can read them? In a line, with spaces between. */

/** A header that has a space itself is written with `_`: the two do not differ (`headerKey`). */
export const words = (...lines: string[]): string[] => lines.flatMap((line) => line.split(' '))

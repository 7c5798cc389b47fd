/** Bytes and texts as files bring them. */

/** Windows-31J, made from the decoder: Node has no encoder for it. */
export function cp932(text: string): Uint8Array {
  return Uint8Array.from([...text].flatMap((char) => TABLE.get(char) ?? [0x3f]))
}

const TABLE = new Map<string, number[]>()
const decoder = new TextDecoder('shift_jis')
for (let lead = 0; lead < 256; lead += 1) {
  const one = decoder.decode(Uint8Array.of(lead))
  if ([...one].length === 1 && one !== '\ufffd') TABLE.set(one, [lead])
  for (let trail = 0x40; trail < 0xfd; trail += 1) {
    const two = decoder.decode(Uint8Array.of(lead, trail))
    if ([...two].length === 1 && two !== '\ufffd' && !TABLE.has(two)) TABLE.set(two, [lead, trail])
  }
}

/** With its mark, as Excel's 「Unicode テキスト」. */
export function utf16(text: string, little = true): Uint8Array {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return little ? bytes : bytes.swap16()
}

/** A file in pieces of `size` bytes. */
export const opens = (bytes: Uint8Array, size = 7) =>
  async function* () {
    for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
  }

export async function* pieces(...texts: string[]): AsyncGenerator<string> {
  yield* texts
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

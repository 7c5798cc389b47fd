/** Does LINE take this picture for this menu? PNG or JPEG, the menu's own size, at most 1 MB (LINE §10). */

const MOST_BYTES = 1024 * 1024

export interface PictureFacts {
  type: 'image/png' | 'image/jpeg'
  width: number
  height: number
}

/** What the file's own header says; undefined for anything but a PNG or a JPEG. */
export function pictureFacts(bytes: Uint8Array): PictureFacts | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length >= 24 && view.getUint32(0) === 0x89504e47)
    return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) }
  if (bytes.length >= 4 && view.getUint16(0) === 0xffd8) return jpegFacts(view)
  return undefined
}

/** Walks from segment to segment to the one that begins a frame: it knows the size. */
function jpegFacts(view: DataView): PictureFacts | undefined {
  for (let at = 2; at + 9 < view.byteLength; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at)
    if (marker >> 8 !== 0xff) return undefined
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)
    if (isFrame) return { type: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
  }
  return undefined
}

/** @returns what is wrong, in a sentence for the merchant; undefined when nothing is */
export function pictureProblem(bytes: Uint8Array, size: { width: number; height: number }): string | undefined {
  const facts = pictureFacts(bytes)
  if (!facts) return 'PNG か JPEG の画像にしてください。'
  if (facts.width !== size.width || facts.height !== size.height)
    return `大きさを ${size.width}×${size.height} にしてください（いま ${facts.width}×${facts.height}）。`
  if (bytes.length > MOST_BYTES)
    return `1MBまでです（いま ${(bytes.length / MOST_BYTES).toFixed(1)}MB）。JPEGにするか、色数をへらしてください。`
  return undefined
}

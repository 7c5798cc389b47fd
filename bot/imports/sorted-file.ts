/** Where do more numbers lie than a memory should hold? In a file that nobody else sees, in order, each once. */

import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Numbers read or written at once: half a megabyte. */
const CHUNK = 65_536
const BYTES = Float64Array.BYTES_PER_ELEMENT

/** The file has no name, so that it is gone with the process, however that ends. */
export class SortedFile {
  #file = nameless()
  length = 0

  /** @param numbers in order, each once; those that are there stay the only ones of their kind */
  add(numbers: Float64Array): void {
    const merged = nameless()
    const out = new Float64Array(CHUNK)
    let waiting = 0
    let length = 0
    const write = () => {
      writeSync(merged, new Uint8Array(out.buffer, 0, waiting * BYTES))
      length += waiting
      waiting = 0
    }
    const put = (one: number) => {
      out[waiting] = one
      waiting += 1
      if (waiting === CHUNK) write()
    }
    let next = 0
    for (const chunk of this.#chunks())
      for (const old of chunk) {
        for (; next < numbers.length && (numbers[next] as number) < old; next += 1) put(numbers[next] as number)
        if (numbers[next] === old) next += 1
        put(old)
      }
    for (; next < numbers.length; next += 1) put(numbers[next] as number)
    write()
    closeSync(this.#file)
    this.#file = merged
    this.length = length
  }

  *#chunks(): Generator<Float64Array> {
    const bytes = new Uint8Array(CHUNK * BYTES)
    for (let from = 0; from < this.length; from += CHUNK) {
      const count = Math.min(CHUNK, this.length - from)
      readSync(this.#file, bytes, 0, count * BYTES, from * BYTES)
      yield new Float64Array(bytes.buffer, 0, count)
    }
  }
}

function nameless(): number {
  const folder = mkdtempSync(join(tmpdir(), 'fanbelt-'))
  const file = openSync(join(folder, 'numbers'), 'w+')
  rmSync(folder, { recursive: true })
  return file
}

/** Did LINE sign these very bytes? HMAC-SHA256 over the raw body, compared in constant time (LINE §2). */

const keys = new WeakMap<readonly string[], Promise<CryptoKey>[]>()

/** Imported once for each list of secrets: importing costs more than verifying. */
function keysFor(secrets: readonly string[]): Promise<CryptoKey>[] {
  const known = keys.get(secrets)
  if (known) return known
  const made = secrets.map((secret) =>
    crypto.subtle.importKey('raw', new TextEncoder().encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
      'verify',
    ]),
  )
  keys.set(secrets, made)
  return made
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const text = atob(base64)
    const bytes = new Uint8Array(text.length)
    for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index)
    return bytes
  } catch {
    return undefined
  }
}

/** @param secrets the channel secret; two of them while it is being changed */
export async function verifySignature(
  secrets: readonly string[],
  body: ArrayBuffer,
  header: string | undefined,
): Promise<boolean> {
  const signature = header === undefined ? undefined : bytesOf(header)
  if (!signature) return false
  for (const key of keysFor(secrets)) if (await crypto.subtle.verify('HMAC', await key, signature, body)) return true
  return false
}

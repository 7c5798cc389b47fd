/** HMAC-SHA256 over the exact bytes, in Base64 (LINE §2). */

const encoder = new TextEncoder()

/** @param secret the channel secret as it stands, not decoded */
export async function signatureOf(secret: string, body: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ])
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(body)))
  return btoa(String.fromCharCode(...mac))
}

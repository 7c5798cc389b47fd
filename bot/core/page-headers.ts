/** What may a customer's page load, and whom may it talk to? Itself and LIFF's own hosts (LINE §16.3), nobody else. */

const SCRIPTS = ['https://static.line-scdn.net']
const TALKS = [
  'https://api.line.me',
  'https://access.line.me',
  'https://liff.line.me',
  'https://liffsdk.line-scdn.net',
  'https://liff-subwindow.line.me',
  'https://uts-front.line-apps.com',
]
const PICTURES = ['data:', 'https://profile.line-scdn.net']
const FRAMES = ['https://liff-subwindow.line.me']

export const LIFF_HOSTS = [...new Set([...SCRIPTS, ...TALKS, ...PICTURES, ...FRAMES])].filter((one) => one !== 'data:')

const POLICY = 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()'

/** A browser must take a file for what we say it is. */
export const FILE_HEADERS = { 'x-content-type-options': 'nosniff' }

/**
 * @param standIn origin of the stand-in for LINE. Only a desk has one, and only there the page may lie in a frame: in its phone.
 */
export function pageHeaders(standIn?: string): Record<string, string> {
  const policy: Record<string, string[]> = {
    'default-src': ["'none'"],
    'script-src': ["'self'", ...SCRIPTS],
    'style-src': ["'self'"],
    'connect-src': ["'self'", ...TALKS, ...(standIn ? [standIn] : [])],
    'img-src': ["'self'", ...PICTURES],
    'frame-src': FRAMES,
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': [standIn ? "'self'" : "'none'"],
  }
  return {
    ...FILE_HEADERS,
    'cache-control': 'no-cache',
    'content-security-policy': Object.entries(policy)
      .map(([name, sources]) => `${name} ${sources.join(' ')}`)
      .join('; '),
    'permissions-policy': POLICY,
    'referrer-policy': 'no-referrer',
    ...(standIn ? {} : { 'x-frame-options': 'DENY' }),
  }
}

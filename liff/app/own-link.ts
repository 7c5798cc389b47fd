/** Was this a plain tap on a link to another page of the mini-app? Then no reload is needed. */

export function ownLink(event: MouseEvent): string | undefined {
  if (event.defaultPrevented || event.button !== 0) return undefined
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (!link || link.target || link.hasAttribute('download')) return undefined
  const url = new URL(link.href, location.href)
  if (url.origin !== location.origin || !url.pathname.startsWith('/liff/')) return undefined
  return url.pathname + url.search + url.hash
}

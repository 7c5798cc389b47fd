/** The words that travel to a friend, never without the way to the card. LINE lets nothing but addresses be tapped there. */
export const shareText = ({ share_text, url }: { share_text: string; url: string }): string =>
  share_text.includes(url) ? share_text : `${share_text}\n${url}`

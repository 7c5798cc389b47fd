/** The account's round picture: its own, or the first character of its name on the brand colour. */
export const ShopIcon = ({ name, url }: { name: string; url?: string }) => (
  <span class="shop-icon" aria-hidden="true">
    {url ? <img src={url} alt="" /> : [...name][0]}
  </span>
)

import type { Liff } from '../shared/liff.ts'

/** Only LINE's browser lets a page close itself. */
export const ClosePage = ({ liff }: { liff: Liff }) =>
  liff.isInClient() ? (
    <button type="button" class="button" onClick={() => liff.closeWindow()}>
      閉じる
    </button>
  ) : (
    <p class="small soft">このページは、このまま閉じて大丈夫です。</p>
  )

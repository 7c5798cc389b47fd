const yen = new Intl.NumberFormat('ja-JP')

/** 「980円」 */
export const price = (amount: number): string => `${yen.format(amount)}円`

/** Who else waits? Long work lets them go first, between one piece and the next. */

/** SQLite on this machine answers at once, so that awaiting it alone lets no request be heard. */
export const othersFirst = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

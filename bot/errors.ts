/** The three kinds of "it did not work" that are not values (STYLE §4.10). */

const STATUS = {
  invalid: 400,
  unauthorized: 401,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  too_many: 429,
  unavailable: 503,
} as const

/** The caller's fault. Mapped to HTTP by `httpStatus` and to exit code 2 by the command line. */
export class AppError extends Error {
  readonly code: keyof typeof STATUS
  readonly details?: unknown
  constructor(code: keyof typeof STATUS, message: string, details?: unknown) {
    super(message)
    this.code = code
    this.details = details
  }
}

export const httpStatus = (error: AppError) => STATUS[error.code]

/** What SQLite says when the file is at fault and not we. */
const DATABASE_ERRORS: Record<string, string> = {
  SQLITE_NOTADB: 'Fanbeltのデータベースではありません',
  SQLITE_CANTOPEN: '開けません',
  SQLITE_READONLY: '書き込めません',
  SQLITE_CORRUPT: 'こわれています',
  SQLITE_BUSY: 'ほかの処理が使っています。少し待ってからもう一度お試しください',
  EACCES: '開く権限がありません',
  ENOTDIR: '開けません',
  EEXIST: '開けません',
}

/** The sentence for a database that cannot be opened; undefined when the error is another. */
export function databaseTrouble(path: string, error: unknown): AppError | undefined {
  const { code, syscall } = error as NodeJS.ErrnoException
  const why = syscall === 'listen' ? undefined : DATABASE_ERRORS[String(code)]
  return why ? new AppError('invalid', `データベース ${path} は${why}。`) : undefined
}

/** What LINE answered, for the log: status, `x-line-request-id`, the parsed error body. */
export interface LineAnswer {
  status: number
  requestId?: string
  message: string
  details?: unknown
}

/** 4xx other than 409 and 429: repeating the call is useless (LINE §7). */
export class LineRejected extends Error {
  readonly answer: LineAnswer
  constructor(answer: LineAnswer) {
    super(`LINE refused: ${answer.status} ${answer.message}`)
    this.answer = answer
  }
}

/** 429: a rate limit, or the month's quota is used up. Leave the claim as it is. */
export class LineBusy extends Error {
  readonly answer: LineAnswer
  readonly quota: boolean
  constructor(answer: LineAnswer) {
    super(`LINE is busy: ${answer.message}`)
    this.answer = answer
    this.quota = /monthly limit/i.test(answer.message)
  }
}

/** 5xx, time-out or no connection: the call may have been executed. Repeat only with the same retry key. */
export class LineUnreachable extends Error {
  readonly answer?: LineAnswer
  constructor(message: string, answer?: LineAnswer) {
    super(message)
    this.answer = answer
  }
}

/** What happened in the end: who passes an error on may wrap it in a sentence of its own, with all the values that were bound. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message
}

/** What is wrong with a file, and where? One sentence in Japanese with its place (SPEC §4.3 `check`). */

/** `error` stops a publish (止める), `warning` asks for attention (注意), `hint` only suggests (ヒント). */
export type Level = 'error' | 'warning' | 'hint'

export interface Problem {
  file: string
  /** Counted from 1, as editors do. */
  line: number
  column: number
  level: Level
  /** `E…`, `W…` or `H…`; scenarios/README.md lists them. */
  code: string
  message: string
}

const LEVELS: Record<string, Level> = { E: 'error', W: 'warning', H: 'hint' }

/** The level is the code's first letter, so the two cannot disagree. */
export const problem = (
  file: string,
  at: { line: number; column: number },
  code: string,
  message: string,
): Problem => ({
  file,
  line: at.line,
  column: at.column,
  level: LEVELS[code.charAt(0)] ?? 'error',
  code,
  message,
})

/** `file:line:col CODE 文` */
export const formatProblem = ({ file, line, column, code, message }: Problem): string =>
  `${file}:${line}:${column} ${code} ${message}`

export const hasErrors = (problems: readonly Problem[]): boolean => problems.some(({ level }) => level === 'error')

export const inOrder = (problems: readonly Problem[]): Problem[] =>
  [...problems].sort(
    (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column || a.code.localeCompare(b.code),
  )

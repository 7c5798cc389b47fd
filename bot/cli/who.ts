/** Who works at this terminal? For the audit log. */

import type { Io } from './command.ts'

export const BY_OPTION = ['--by <name>', '記録に残す担当者の名前（既定はこのパソコンのユーザー名）'] as const

/** Where even the machine does not know: in a container, at a Worker's desk. */
export const NOBODY = 'fanbelt'

export const actorOf = ({ env }: Io, by: string | undefined): string =>
  by?.trim() || env.USER || env.LOGNAME || env.USERNAME || NOBODY

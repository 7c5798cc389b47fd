/** Who works at this terminal? For the audit log. */

import type { Io } from './command.ts'

export const BY_OPTION = ['--by <name>', '記録に残す担当者の名前（既定はこのパソコンのユーザー名）'] as const

export const actorOf = ({ env }: Io, by: string | undefined): string =>
  by?.trim() || env.USER || env.LOGNAME || env.USERNAME || 'fanbelt'

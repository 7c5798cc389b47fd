/** Can it work? The database answers, something is published, and the inbox is being worked off. */

import { inboxBacklog } from '../../db/inbox.ts'
import { currentRevisions } from '../../db/revisions.ts'
import type { Deps } from '../deps.ts'

const LATE_SECONDS = 300

export interface Health {
  ready: boolean
  database: 'ok' | 'failed'
  published: boolean
  inbox: { waiting: number; oldest_seconds: number }
}

export async function lookAtHealth(deps: Deps): Promise<Health> {
  try {
    const { waiting, oldestAt } = await inboxBacklog(deps.db)
    const published = (await currentRevisions(deps.db)).length > 0
    const seconds = oldestAt ? Math.round((deps.now().getTime() - oldestAt.getTime()) / 1000) : 0
    return {
      ready: published && seconds < LATE_SECONDS,
      database: 'ok',
      published,
      inbox: { waiting, oldest_seconds: seconds },
    }
  } catch (error) {
    deps.log('health_failed', { error })
    return { ready: false, database: 'failed', published: false, inbox: { waiting: 0, oldest_seconds: 0 } }
  }
}

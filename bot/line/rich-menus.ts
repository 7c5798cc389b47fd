/** Rich menus at LINE: one method for each call, absence told apart from failure (LINE §10). */

import type { LineBotClient } from '@line/bot-sdk'
import type { LineMenus } from '../deps.ts'
import { LineRejected, LineUnreachable } from '../errors.ts'

/** One call with a valid token; throws what `Line` throws. */
type Call = <T>(use: (client: LineBotClient) => Promise<T>) => Promise<T>

const PHASES = { ongoing: 'ongoing', succeeded: 'succeeded', failed: 'failed' } as const

/** @returns undefined when LINE answers that it is not there; 403 for a default menu means that only the OA Manager set one */
async function unlessAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof LineRejected && [403, 404].includes(error.answer.status)) return undefined
    throw error
  }
}

export function richMenus(call: Call): LineMenus {
  return {
    async create(menu) {
      return (await call((line) => line.createRichMenu(menu))).richMenuId
    },
    async setPicture(richMenuId, { bytes, type }) {
      await call((line) => line.setRichMenuImage(richMenuId, new Blob([bytes], { type })))
    },
    async hasPicture(richMenuId) {
      const image = await unlessAbsent(call((line) => line.getRichMenuImage(richMenuId)))
      image?.destroy()
      return image !== undefined
    },
    async list() {
      return (await call((line) => line.getRichMenuList())).richmenus.map(({ richMenuId, name }) => ({
        richMenuId,
        name,
      }))
    },
    async remove(richMenuId) {
      await unlessAbsent(call((line) => line.deleteRichMenu(richMenuId)))
    },
    async aliases() {
      const { aliases } = await call((line) => line.getRichMenuAliasList())
      return new Map(aliases.map(({ richMenuAliasId, richMenuId }) => [richMenuAliasId, richMenuId]))
    },
    async setAlias(richMenuAliasId, richMenuId, isNew) {
      if (isNew) await call((line) => line.createRichMenuAlias({ richMenuAliasId, richMenuId }))
      else await call((line) => line.updateRichMenuAlias(richMenuAliasId, { richMenuId }))
    },
    async removeAlias(alias) {
      await unlessAbsent(call((line) => line.deleteRichMenuAlias(alias)))
    },
    async usual() {
      return (await unlessAbsent(call((line) => line.getDefaultRichMenuId())))?.richMenuId
    },
    async setUsual(richMenuId) {
      if (richMenuId) await call((line) => line.setDefaultRichMenu(richMenuId))
      else await unlessAbsent(call((line) => line.cancelDefaultRichMenu()))
    },
    async link(lineUserId, richMenuId) {
      if (richMenuId) await call((line) => line.linkRichMenuIdToUser(lineUserId, richMenuId))
      else await unlessAbsent(call((line) => line.unlinkRichMenuIdFromUser(lineUserId)))
    },
    async linked(lineUserId) {
      return (await unlessAbsent(call((line) => line.getRichMenuIdOfUser(lineUserId))))?.richMenuId
    },
    async linkMany(lineUserIds, richMenuId) {
      const userIds = [...lineUserIds]
      if (richMenuId) await call((line) => line.linkRichMenuIdToUsers({ richMenuId, userIds }))
      else await call((line) => line.unlinkRichMenuIdFromUsers({ userIds }))
    },
    async move(moves, resumeRequestKey) {
      const operations = moves.map(({ from, to }) =>
        to === undefined ? { type: 'unlink' as const, from } : { type: 'link' as const, from, to },
      )
      const { httpResponse } = await call((line) => line.richMenuBatchWithHttpInfo({ operations, resumeRequestKey }))
      const requestId = httpResponse.headers.get('x-line-request-id')
      // Without it nobody can ask how it went; the same request is sent again and resumes.
      if (!requestId) throw new LineUnreachable('the answer to a rich menu batch has no request id')
      return requestId
    },
    async moved(requestId) {
      const progress = await unlessAbsent(call((line) => line.getRichMenuBatchProgress(requestId)))
      return progress && (PHASES[progress.phase as keyof typeof PHASES] ?? 'ongoing')
    },
  }
}

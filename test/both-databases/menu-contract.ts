/** Which friends want which menu, who is to be linked and by whom: the same on both databases. */

import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { type Db, insertAll } from '../../db/client.ts'
import { addFriend, setFollowing } from '../../db/friends.ts'
import { linkFriends } from '../../db/links.ts'
import {
  beginMove,
  claimLinks,
  countDueLinks,
  countLinked,
  endMove,
  markDeleted,
  markLinked,
  markSaid,
  markUndone,
  returnLinks,
} from '../../db/menu-links.ts'
import {
  compareFriends,
  followLabels,
  goLive,
  keepPlace,
  type LiveMenu,
  madeMenus,
  readMenuState,
  saveMade,
} from '../../db/menus.ts'
import { facts, friendMenus, friends, labelHistory } from '../../db/schema.ts'
import { AT, emptied, plus } from './start.ts'

const FRESH: LiveMenu = {
  id: 'fresh',
  richMenuId: 'rm-fresh',
  labels: ['unregistered'],
  standings: ['unregistered 0', 'prospect 0'],
}
const BUYER: LiveMenu = {
  id: 'buyer',
  richMenuId: 'rm-buyer',
  labels: ['visitor'],
  standings: ['visitor 0', 'visitor 1', 'unregistered 1'],
}

export function menuContract(open: () => Promise<Db>): void {
  const { db } = emptied(open)

  const friend = async (id: string, label?: string, subscription = false) => {
    await addFriend(db(), { lineUserId: `U${id}`, customerId: id, at: AT, now: AT })
    if (label) await is(id, label, subscription)
  }
  const is = (id: string, label: string, subscription = false) =>
    db().run(
      insertAll(
        facts,
        [
          {
            ...{
              customerId: id,
              label,
              stage: 1,
              maxStage: 1,
              registered: true,
              purchases: 1,
              positives: 0,
              subscription,
            },
            ...{ body: {}, knownUntil: AT, updatedAt: AT },
          },
        ],
        sql`on conflict (customer_id) do update set label = excluded.label, subscription = excluded.subscription`,
      ),
    )
  const changed = (id: string, at: Date) =>
    db()
      .insert(labelHistory)
      .values({
        id: `${id} ${at.getTime()}`,
        customerId: id,
        toLabel: 'x',
        toStage: 1,
        cause: 'purchase',
        factsAfter: {},
        at,
      })
  const want = async () =>
    Object.fromEntries((await db().select().from(friendMenus)).map((row) => [row.lineUserId, row.wanted]))
  const due = async () =>
    (await db().select().from(friendMenus))
      .filter(({ dueAt }) => dueAt)
      .map(({ lineUserId }) => lineUserId)
      .sort()

  describe('menus', () => {
    test('everybody is compared, page by page, and where it stopped is kept', async () => {
      for (const id of ['a', 'b', 'c']) await friend(id, id === 'b' ? 'visitor' : 'prospect')
      await friend('d')
      await friend('e', 'unregistered', true)
      await goLive(db(), [BUYER, FRESH], [AT.getTime(), 0])
      expect(await readMenuState(db())).toMatchObject({ compared: '', place: [AT.getTime(), 0] })
      expect(await compareFriends(db(), '', 2, AT)).toBe('Ub')
      expect((await readMenuState(db())).compared).toBe('Ub')
      expect(await want()).toEqual({ Ua: 'fresh', Ub: 'buyer' })
      for (let last = 'Ub' as string | undefined; last !== undefined; ) last = await compareFriends(db(), last, 2, AT)
      expect(await want()).toEqual({ Ua: 'fresh', Ub: 'buyer', Uc: 'fresh', Ud: 'fresh', Ue: 'buyer' })
      expect((await readMenuState(db())).compared).toBeUndefined()
    })

    test('another menu under the same name makes those due who have the one before', async () => {
      await friend('a', 'visitor')
      await goLive(db(), [BUYER], [0, 0])
      await compareFriends(db(), '', 9, AT)
      await markLinked(db(), { lineUserIds: ['Ua'], wanted: 'buyer', richMenuId: 'rm-buyer' })
      await compareFriends(db(), '', 9, AT)
      expect(await due()).toEqual([])
      await goLive(db(), [{ ...BUYER, richMenuId: 'rm-other' }], [0, 0])
      await compareFriends(db(), '', 9, AT)
      expect(await due()).toEqual(['Ua'])
    })

    test('changes of a label are followed from a place in the history, many of one instant too', async () => {
      for (const id of ['a', 'b', 'c']) await friend(id, 'visitor')
      await goLive(db(), [BUYER, FRESH], [0, 0])
      for (const id of ['a', 'b', 'c']) await changed(id, AT)
      const next = await followLabels(db(), [0, 0], 2, AT)
      expect(await want()).toEqual({ Ua: 'buyer', Ub: 'buyer' })
      expect(next?.[0]).toBe(AT.getTime())
      expect(await followLabels(db(), next ?? [0, 0], 2, AT)).toBeUndefined()
      expect(await want()).toEqual({ Ua: 'buyer', Ub: 'buyer', Uc: 'buyer' })
      await keepPlace(db(), [7, 3])
      expect((await readMenuState(db())).place).toEqual([7, 3])
    })

    test('without menus nobody wants one', async () => {
      await friend('a', 'visitor')
      await changed('a', AT)
      expect(await followLabels(db(), [0, 0], 9, AT)).toBeUndefined()
      expect(await want()).toEqual({})
    })

    test('who is taken is not taken again before the lease ends, and ever more rarely', async () => {
      await friend('a', 'visitor')
      await goLive(db(), [BUYER], [0, 0])
      await compareFriends(db(), '', 9, AT)
      const taken = async (minutes: number) => (await claimLinks(db(), plus(minutes), 9)).map(({ tries }) => tries)
      expect([await taken(0), await taken(4), await taken(5), await taken(14), await taken(15)]).toEqual([
        [1],
        [],
        [2],
        [],
        [3],
      ])
      await returnLinks(db(), ['Ua'], plus(16))
      expect(await taken(16)).toEqual([3])
      expect(await countDueLinks(db())).toBe(1)
    })

    test('what was linked is marked; a newer wish stays due', async () => {
      for (const id of ['a', 'b']) await friend(id, 'visitor')
      await goLive(db(), [BUYER, FRESH], [0, 0])
      await compareFriends(db(), '', 9, AT)
      await claimLinks(db(), AT, 9)
      await is('b', 'prospect')
      await changed('b', plus(1))
      await followLabels(db(), [0, 0], 9, plus(1))
      await markLinked(db(), { lineUserIds: ['Ua', 'Ub'], wanted: 'buyer', richMenuId: 'rm-buyer' })
      expect(await due()).toEqual(['Ub'])
      expect(await countLinked(db())).toEqual(new Map([['rm-buyer', 2]]))
    })

    test('what LINE said it would link is looked at in a while, and until then nobody waits', async () => {
      for (const id of ['a', 'b']) await friend(id, 'visitor')
      await goLive(db(), [BUYER, FRESH], [0, 0])
      await compareFriends(db(), '', 9, AT)
      const people = { lineUserIds: ['Ua', 'Ub'], wanted: 'buyer', richMenuId: 'rm-buyer' }
      await claimLinks(db(), AT, 9)
      await markSaid(db(), people, AT)
      expect([await countDueLinks(db()), await claimLinks(db(), plus(4), 9)]).toEqual([0, []])
      const taken = async (minutes: number) => {
        const rows = await claimLinks(db(), plus(minutes), 9)
        return rows.map(({ linked, tries }) => `${linked} ${tries}`)
      }
      expect(await taken(5)).toEqual(['rm-buyer 0', 'rm-buyer 0'])
      // There was no time to look: later it is still what is to be done.
      await returnLinks(db(), people.lineUserIds, plus(6))
      expect([await countDueLinks(db()), await taken(6)]).toEqual([0, ['rm-buyer 0', 'rm-buyer 0']])
      await markUndone(db(), people.lineUserIds, 'buyer', plus(7))
      expect([await countDueLinks(db()), await taken(7)]).toEqual([2, ['null 2', 'null 2']])
    })

    test('who blocks is left alone, whatever changes; who comes back is due at once', async () => {
      await friend('a', 'prospect')
      await goLive(db(), [BUYER, FRESH], [0, 0])
      await compareFriends(db(), '', 9, AT)
      await setFollowing(db(), 'Ua', false, plus(1))
      await is('a', 'visitor')
      await changed('a', plus(2))
      await followLabels(db(), [0, 0], 9, plus(2))
      await compareFriends(db(), '', 9, plus(2))
      expect(await due()).toEqual([])
      await setFollowing(db(), 'Ua', true, plus(10))
      expect(await claimLinks(db(), plus(10), 9)).toEqual([
        { lineUserId: 'Ua', wanted: 'buyer', linked: null, tries: 1 },
      ])
    })

    test('nobody is taken who blocked a moment ago, even while they are due', async () => {
      await friend('a', 'prospect')
      await goLive(db(), [FRESH], [0, 0])
      await compareFriends(db(), '', 9, AT)
      await db().update(friends).set({ following: false })
      expect(await due()).toEqual(['Ua'])
      expect(await claimLinks(db(), plus(1), 9)).toEqual([])
      expect(await countDueLinks(db())).toBe(0)
    })

    test('who is joined to another customer wants what that one wants', async () => {
      await friend('a', 'prospect')
      await is('shop-1', 'visitor')
      await goLive(db(), [BUYER, FRESH], [0, 0])
      await compareFriends(db(), '', 9, AT)
      await linkFriends(db(), [{ lineUserId: 'Ua', from: 'a', to: 'shop-1' }], plus(1))
      expect(await want()).toEqual({ Ua: 'buyer' })
    })

    test('a move counts for whoever has the menu that goes, and is kept until it has ended', async () => {
      for (const id of ['a', 'b']) await friend(id, 'visitor')
      await goLive(db(), [BUYER], [0, 0])
      await compareFriends(db(), '', 9, AT)
      await markLinked(db(), { lineUserIds: ['Ua'], wanted: 'buyer', richMenuId: 'rm-old' })
      await markLinked(db(), { lineUserIds: ['Ub'], wanted: 'buyer', richMenuId: 'rm-gone' })
      const move = {
        key: 'k',
        moves: [
          { menu: 'buyer', from: 'rm-old', to: 'rm-buyer' },
          { menu: 'club', from: 'rm-gone' },
        ],
      }
      await beginMove(db(), move)
      expect((await readMenuState(db())).move).toEqual(move)
      expect(await countLinked(db())).toEqual(new Map([['rm-buyer', 1]]))
      await endMove(db())
      expect((await readMenuState(db())).move).toBeUndefined()
    })

    test('a menu is known once, and again after it was deleted', async () => {
      const made = (richMenuId: string) => saveMade(db(), { menu: 'buyer', hash: 'h', richMenuId, at: AT })
      await made('rm-1')
      await markDeleted(db(), 'rm-1', AT)
      expect(await madeMenus(db())).toEqual([])
      await made('rm-2')
      expect((await madeMenus(db())).map(({ richMenuId }) => richMenuId)).toEqual(['rm-2'])
    })
  })
}

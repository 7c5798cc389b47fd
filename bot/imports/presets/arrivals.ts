/** Carriers' and warehouses' files: an order's number, when it was shipped, when it arrived, and nothing more to be read. */

import type { Preset } from '../fields.ts'
import { generic } from './generic.ts'

export const arrivals: Preset = {
  title: '発送・お届け',
  source: generic.source,
  needed: [['order_id'], ['shipped_at', 'delivered_at']],
  headers: {
    order_id: [
      ...(generic.headers.order_id ?? []),
      'お客様管理番号',
      'お客様側管理番号',
      'お客様側注文番号',
      '管理番号',
      '出荷指示番号',
      'Name',
    ],
    shipped_at: [...(generic.headers.shipped_at ?? []), '出荷完了日時', '集荷日', '発送予定日', '出荷予定日'],
    delivered_at: [...(generic.headers.delivered_at ?? []), '配完日', '配達日時', 'お届け日時', '完了日', '受取日'],
  },
}

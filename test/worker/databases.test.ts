import { env } from 'cloudflare:test'
import { describe, vi } from 'vitest'
import { openD1 } from '../../db/d1.ts'
import { arrivalContract } from '../both-databases/arrival-contract.ts'
import { bulkContract } from '../both-databases/bulk-contract.ts'
import { storeContract } from '../both-databases/contract.ts'
import { couponContract } from '../both-databases/coupon-contract.ts'
import { fansContract } from '../both-databases/fans-contract.ts'
import { historyContract } from '../both-databases/history-contract.ts'
import { menuContract } from '../both-databases/menu-contract.ts'
import { mergeContract } from '../both-databases/merge-contract.ts'
import { partsContract } from '../both-databases/parts-contract.ts'
import { quotaContract } from '../both-databases/quota-contract.ts'
import { shipmentContract } from '../both-databases/shipment-contract.ts'
import { workContract } from '../both-databases/work-contract.ts'

// The machine may be busy with the other tests.
vi.setConfig({ testTimeout: 30_000 })

const open = async () => openD1(env.DB)

describe('D1 remembers', () => storeContract(open))
describe('D1 counts fans', () => fansContract(open))
describe('D1 tells', () => historyContract(open))
describe('D1 shares out the work', () => workContract(open))
describe('D1 keeps the month’s numbers', () => quotaContract(open))
describe('D1 takes in what arrives', () => arrivalContract(open))
describe('D1 hands out', () => couponContract(open))
describe('D1 counts in bulk', () => bulkContract(open, { standard: 200, random: 60, shops: 2 }))
describe('D1 keeps the report’s parts', () => partsContract(open))
describe('D1 joins', () => mergeContract(open))
describe('D1 knows the menus', () => menuContract(open))
describe('D1 keeps days of shipping', () => shipmentContract(open))

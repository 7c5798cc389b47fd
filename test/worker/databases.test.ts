import { env } from 'cloudflare:test'
import { describe, vi } from 'vitest'
import { openD1 } from '../../db/d1.ts'
import { answersContract } from '../both-databases/answers-contract.ts'
import { arrivalContract } from '../both-databases/arrival-contract.ts'
import { bulkContract } from '../both-databases/bulk-contract.ts'
import { couponContract } from '../both-databases/coupon-contract.ts'
import { enrollmentsContract } from '../both-databases/enrollments-contract.ts'
import { firstBuyersContract } from '../both-databases/first-buyers-contract.ts'
import { historyContract } from '../both-databases/history-contract.ts'
import { inboxContract } from '../both-databases/inbox-contract.ts'
import { labelsContract } from '../both-databases/labels-contract.ts'
import { menuContract } from '../both-databases/menu-contract.ts'
import { mergeContract } from '../both-databases/merge-contract.ts'
import { partsContract } from '../both-databases/parts-contract.ts'
import { quotaContract } from '../both-databases/quota-contract.ts'
import { requestsContract } from '../both-databases/requests-contract.ts'
import { shipmentContract } from '../both-databases/shipment-contract.ts'
import { storeContract } from '../both-databases/store-contract.ts'
import { takenBackContract } from '../both-databases/taken-back-contract.ts'

// The machine may be busy with the other tests.
vi.setConfig({ testTimeout: 30_000 })

const open = async () => openD1(env.DB)

describe('D1 remembers', () => storeContract(open))
describe('D1 counts who held which label', () => labelsContract(open))
describe('D1 counts what was answered', () => answersContract(open))
describe('D1 counts first buyers', () => firstBuyersContract(open))
describe('D1 tells', () => historyContract(open))
describe('D1 hands out the inbox', () => inboxContract(open))
describe('D1 hands out what is due', () => enrollmentsContract(open))
describe('D1 keeps what was sent', () => requestsContract(open))
describe('D1 keeps the month’s numbers', () => quotaContract(open))
describe('D1 takes in what arrives', () => arrivalContract(open))
describe('D1 hands out', () => couponContract(open))
describe('D1 counts in bulk', () => bulkContract(open, { standard: 200, random: 60, shops: 2 }))
describe('D1 keeps the report’s parts', () => partsContract(open))
describe('D1 joins', () => mergeContract(open))
describe('D1 knows the menus', () => menuContract(open))
describe('D1 keeps days of shipping', () => shipmentContract(open))
describe('D1 takes back', () => takenBackContract(open))

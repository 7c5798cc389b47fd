import { describe } from 'vitest'
import { openDatabase } from '../../db/node.ts'
import { arrivalContract } from './arrival-contract.ts'
import { bulkContract } from './bulk-contract.ts'
import { storeContract } from './contract.ts'
import { couponContract } from './coupon-contract.ts'
import { fansContract } from './fans-contract.ts'
import { historyContract } from './history-contract.ts'
import { menuContract } from './menu-contract.ts'
import { mergeContract } from './merge-contract.ts'
import { partsContract } from './parts-contract.ts'
import { quotaContract } from './quota-contract.ts'
import { shipmentContract } from './shipment-contract.ts'
import { workContract } from './work-contract.ts'

const open = async () => openDatabase(':memory:')

describe('better-sqlite3 remembers', () => storeContract(open))
describe('better-sqlite3 counts fans', () => fansContract(open))
describe('better-sqlite3 tells', () => historyContract(open))
describe('better-sqlite3 shares out the work', () => workContract(open))
describe('better-sqlite3 keeps the month’s numbers', () => quotaContract(open))
describe('better-sqlite3 takes in what arrives', () => arrivalContract(open))
describe('better-sqlite3 hands out', () => couponContract(open))
describe('better-sqlite3 counts in bulk', () => bulkContract(open, { standard: 1500, random: 300, shops: 6 }))
describe('better-sqlite3 keeps the report’s parts', () => partsContract(open))
describe('better-sqlite3 joins', () => mergeContract(open))
describe('better-sqlite3 knows the menus', () => menuContract(open))
describe('better-sqlite3 keeps days of shipping', () => shipmentContract(open))

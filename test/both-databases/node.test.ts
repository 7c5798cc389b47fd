import { describe } from 'vitest'
import { openDatabase } from '../../db/node.ts'
import { answersContract } from './answers-contract.ts'
import { arrivalContract } from './arrival-contract.ts'
import { bulkContract } from './bulk-contract.ts'
import { couponContract } from './coupon-contract.ts'
import { enrollmentsContract } from './enrollments-contract.ts'
import { firstBuyersContract } from './first-buyers-contract.ts'
import { historyContract } from './history-contract.ts'
import { inboxContract } from './inbox-contract.ts'
import { labelsContract } from './labels-contract.ts'
import { menuContract } from './menu-contract.ts'
import { mergeContract } from './merge-contract.ts'
import { partsContract } from './parts-contract.ts'
import { quotaContract } from './quota-contract.ts'
import { requestsContract } from './requests-contract.ts'
import { shipmentContract } from './shipment-contract.ts'
import { storeContract } from './store-contract.ts'
import { takenBackContract } from './taken-back-contract.ts'

const open = async () => openDatabase(':memory:')

describe('better-sqlite3 remembers', () => storeContract(open))
describe('better-sqlite3 counts who held which label', () => labelsContract(open))
describe('better-sqlite3 counts what was answered', () => answersContract(open))
describe('better-sqlite3 counts first buyers', () => firstBuyersContract(open))
describe('better-sqlite3 tells', () => historyContract(open))
describe('better-sqlite3 hands out the inbox', () => inboxContract(open))
describe('better-sqlite3 hands out what is due', () => enrollmentsContract(open))
describe('better-sqlite3 keeps what was sent', () => requestsContract(open))
describe('better-sqlite3 keeps the month’s numbers', () => quotaContract(open))
describe('better-sqlite3 takes in what arrives', () => arrivalContract(open))
describe('better-sqlite3 hands out', () => couponContract(open))
describe('better-sqlite3 counts in bulk', () => bulkContract(open, { standard: 1500, random: 300, shops: 6 }))
describe('better-sqlite3 keeps the report’s parts', () => partsContract(open))
describe('better-sqlite3 joins', () => mergeContract(open))
describe('better-sqlite3 knows the menus', () => menuContract(open))
describe('better-sqlite3 keeps days of shipping', () => shipmentContract(open))
describe('better-sqlite3 takes back', () => takenBackContract(open))

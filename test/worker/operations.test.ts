import { describe, vi } from 'vitest'
import { operationsContract, START } from '../both-databases/operations.ts'
import { openWorkerWorld } from '../support/worker-world.ts'

// The machine may be busy with the other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

describe('a Worker shows how it runs', () => operationsContract(() => openWorkerWorld(START)))

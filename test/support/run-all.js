// `npm test`: everything, then one plain line. Plain JavaScript, so that any Node can start it; npm scripts find Node 24.

import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const results = join(tmpdir(), `fanbelt-test-${process.pid}.json`)
const run = (command, args) => {
  console.log(`\n> ${[command, ...args].join(' ')}`)
  return spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' }).status === 0
}

const steps = [
  ['npm', ['run', '--silent', 'check']],
  ['npm', ['run', '--silent', 'types']],
  ['npm', ['run', '--silent', 'lint']],
  ['npm', ['run', '--silent', 'build']],
]
let passed = 0
let failed = 0
for (const [command, args] of steps) {
  if (run(command, args)) passed += 1
  else failed += 1
}

const green = run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`])
try {
  const report = JSON.parse(readFileSync(results, 'utf8'))
  passed += report.numPassedTests
  failed +=
    report.numFailedTests +
    report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
} catch {
  failed += 1
}
rmSync(results, { force: true })
if (!green && failed === 0) failed = 1

console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)

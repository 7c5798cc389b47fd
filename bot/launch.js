/**
 * The only door: which Node is this, and can it run our TypeScript? Plain JavaScript that any Node since 14 can read, so
 * that an old one gets a sentence instead of a crash (STACK §1: under Node 20 better-sqlite3 ends in a segmentation fault).
 */

import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

const HERE = dirname(fileURLToPath(import.meta.url))
/** The Node 24 that comes with `npm ci` on Linux. */
const BUNDLED = join(HERE, '..', 'node_modules', '.bin', 'node')
/** V8 keeps what is no longer needed for as long as there is room. A server needs a tenth of this (README, Measured). */
const LITTLE_ROOM = ['--max-semi-space-size=4', '--max-old-space-size=1024']
const STRIP_TYPES = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning']

const HELP = (version) => `\
FanbeltにはNode.js 22.12以上が必要です（いまは${version}です）。「npm ci」で入りますので、そのあと「npm start」または「npx fanbelt」でお使いください。
Fanbelt needs Node.js 22.12 or newer (this is ${version}). \`npm ci\` brings one; then use \`npm start\` or \`npx fanbelt\`.
`

/**
 * Runs a TypeScript module in a Node that can, with this process's standard streams, signals and exit code.
 * @param {string} url of the module; it reads its arguments from `process.argv`
 * @param {string[]} argv the arguments
 */
export function launch(url, argv) {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const file = fileURLToPath(url)
  if (major > 22 || (major === 22 && minor >= 12)) {
    if (process.features.typescript) {
      if (!LITTLE_ROOM.every((flag) => process.execArgv.includes(flag))) stayLittle()
      import(url)
    } else handOver(process.execPath, [...LITTLE_ROOM, ...STRIP_TYPES, file, ...argv])
  } else if (existsSync(BUNDLED) && realpathSync(BUNDLED) !== realpathSync(process.execPath)) {
    handOver(BUNDLED, [...LITTLE_ROOM, file, ...argv])
  } else {
    process.stderr.write(HELP(process.version))
    process.exit(1)
  }
}

/** V8 runs already: of its young generation only the growth can be stopped now. */
function stayLittle() {
  for (const flag of [...LITTLE_ROOM, '--semi-space-growth-factor=1']) setFlagsFromString(flag)
}

function handOver(node, args) {
  const child = spawn(node, args, { stdio: 'inherit' })
  // A terminal sends Ctrl-C to both of us; passing it on would count twice.
  const signals = ['SIGTERM', 'SIGHUP', 'SIGINT']
  for (const signal of signals)
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY === true ? undefined : child.kill(signal)))
  child.on('error', (error) => {
    process.stderr.write(`${node}: ${error.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    for (const each of signals) process.removeAllListeners(each)
    process.kill(process.pid, signal)
  })
}

const isMain = process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)
if (isMain) launch(new URL('./node.ts', import.meta.url).href, process.argv.slice(2))

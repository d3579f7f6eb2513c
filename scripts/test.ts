// Runs the tests: everything that needs only npm. `npm test -- src/platform` runs a part.
import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const places = [
  'src/**/*.test.ts',
  'packages/*/src/**/*.test.ts',
  'browser/**/*.test.ts',
  'scripts/**/*.test.ts',
  'bench/**/*.test.ts',
  'test/{house,support,conformance}/**/*.test.ts',
]
/** These start the whole program and a browser: a process of their own keeps them from the others. */
const journeys = ['test/journeys/**/*.test.ts']

interface Totals {
  [name: string]: number
}

/** One process for all files; their output passes through. Resolves to exit code and totals. */
function runTests(files: string[], time: number): Promise<{ code: number; totals: Totals }> {
  const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning']
  const test = ['--test', '--test-isolation=none', '--test-reporter=spec', `--test-timeout=${time}`]
  const child = spawn(process.execPath, [...flags, ...test, ...files], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let tail = ''
  child.stdout.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk)
    tail = (tail + chunk.toString()).slice(-1_000_000)
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, totals: readTotals(tail) }))
  })
}

/** The closing summary of node:test, for instance `ℹ tests 600`. */
function readTotals(output: string): Totals {
  const totals: Totals = {}
  for (const [, name = '', value] of output.matchAll(/^ℹ (\w+) ([\d.]+)$/gm)) {
    totals[name] = Number(value)
  }
  return totals
}

/** Each file starts a city before the first test of its process: a few at a time are enough. */
function inGroups(files: string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(files.length / size) }, (_, at) =>
    files.slice(at * size, (at + 1) * size),
  )
}

function find(patterns: string[], wanted: string[]): string[] {
  const files = globSync(patterns, { cwd: root }).sort()
  return wanted.length === 0
    ? files
    : files.filter((file) => wanted.some((part) => file.includes(part)))
}

const skipped = process.argv.includes('--no-journeys')
const withoutHouse = process.argv.includes('--no-house')
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const main = find(places, wanted).filter((file) => !withoutHouse || !file.startsWith('test/house/'))
const groups = [
  // The first test waits for what all files prepare; with a hundred databases that takes a minute.
  { files: main, time: 600_000 },
  ...inGroups(skipped ? [] : find(journeys, wanted), 8).map((files) => ({ files, time: 300_000 })),
].filter((group) => group.files.length > 0)

let code = 0
const sum: Totals = {}
for (const group of groups) {
  const result = await runTests(group.files, group.time)
  code ||= result.code
  for (const [name, value] of Object.entries(result.totals)) sum[name] = (sum[name] ?? 0) + value
}
if (!sum.tests) {
  console.error('No tests ran.')
  code ||= 1
}
if (groups.length > 1) {
  console.log('All together')
  for (const [name, value] of Object.entries(sum)) console.log(`ℹ ${name} ${value}`)
}
process.exitCode = code

// Runs the tests: everything that needs only npm. `npm test -- src/platform` runs a part.
import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type GroupResult, groupFiles, runGroups } from './test-groups.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const places = [
  'src/**/*.test.ts',
  'packages/*/src/**/*.test.ts',
  'browser/**/*.test.ts',
  'scripts/**/*.test.ts',
  'bench/**/*.test.ts',
  'test/{house,support,conformance}/**/*.test.ts',
]
/** These start the whole program and a browser. */
const journeys = ['test/journeys/**/*.test.ts']
const minute = 60_000

function find(patterns: string[], wanted: string[]): string[] {
  const files = globSync(patterns, { cwd: root }).sort()
  return wanted.length === 0
    ? files
    : files.filter((file) => wanted.some((part) => file.includes(part)))
}

/** One line a group; of a group that failed, everything that was said from its first failure on. */
function tell({ group, code, seconds, stopped, output, totals }: GroupResult): void {
  const time = seconds.toFixed(1).padStart(6)
  const count = `${totals['pass'] ?? 0} of ${totals['tests'] ?? '?'}`
  console.log(`${code === 0 ? '✔' : '✖'} ${group.name.padEnd(32)}${time} s  ${count}`)
  if (code === 0) return
  if (stopped) {
    console.log(`Stopped after ${group.limit / minute} minutes. What it said last:`)
    console.log(output.split('\n').slice(-60).join('\n'))
    return
  }
  const failing = output.indexOf('✖ failing tests:')
  console.log(failing < 0 ? output.slice(-20_000) : output.slice(failing, failing + 20_000))
}

const skipped = process.argv.includes('--no-journeys')
const withoutHouse = process.argv.includes('--no-house')
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const main = find(places, wanted).filter((file) => !withoutHouse || !file.startsWith('test/house/'))
const whole = skipped ? [] : find(journeys, wanted)
const groups = [
  // The longest first, so that no lane waits for the other at the end.
  ...groupFiles(whole, 2, { testLimit: 8 * minute, limit: 15 * minute }),
  // A first test waits for what all files of its process prepare.
  ...groupFiles(main, 20, { testLimit: 5 * minute, limit: 12 * minute }),
]
const lanes = Math.min(2, availableParallelism(), Math.max(1, groups.length))
// Loaded only here: most parts of the tests need no city.
const template =
  groups.length > 1 && whole.length > 0
    ? await import('../test/support/city-template.ts').then((module) => module.makeCityTemplate())
    : null
const env = {
  ...process.env,
  NODE_COMPILE_CACHE:
    process.env['NODE_COMPILE_CACHE'] ?? join(root, 'node_modules/.cache/compiled'),
  ...(template === null ? {} : { RIMAQ_TEST_TEMPLATE: template.data }),
}
const results = await runGroups(groups, { lanes, env }, tell)
await template?.remove()

const sum: Record<string, number> = {}
for (const { totals } of results) {
  for (const [name, value] of Object.entries(totals)) sum[name] = (sum[name] ?? 0) + value
}
const failed = results.filter(({ code }) => code !== 0)
for (const { group, stopped } of failed) {
  console.log(`✖ ${group.name}${stopped ? ' (stopped)' : ''}: ${group.files.join(' ')}`)
}
for (const [name, value] of Object.entries(sum)) console.log(`ℹ ${name} ${Math.round(value)}`)
if (!sum['tests']) console.error('No tests ran.')
process.exitCode = failed.length > 0 || !sum['tests'] ? 1 : 0

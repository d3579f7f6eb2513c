// Tortures the program for as long as wanted: `npm run torture -- [NAME …] [--seconds N] [--seed N]`.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Outcome, type Torture, asLine, asPage } from '../test/torture/shared/report.ts'
import { uploads } from '../test/torture/uploads.ts'
import { sql } from '../test/torture/sql-http.ts'
import { diskFull } from '../test/torture/disk-full.ts'
import { clients } from '../test/torture/clients.ts'
import { kills } from '../test/torture/kills.ts'

const tortures: Record<string, Torture> = { sql, uploads, kills, 'disk-full': diskFull, clients }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
})
const unknown = positionals.filter((name) => !Object.hasOwn(tortures, name))
const [seconds, seed] = [Number(values.seconds), Number(values.seed)]
if (unknown.length > 0 || !(seconds > 0) || !Number.isInteger(seed)) {
  console.error(
    `Usage: npm run torture -- [${Object.keys(tortures).join('|')} …] [--seconds N] [--seed N]`,
  )
  process.exit(2)
}
const outcomes: Outcome[] = []
for (const [name, torture] of Object.entries(tortures)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  console.log(`\n${name}`)
  const options = {
    seconds,
    seed,
    report: (line: string) => console.log(`  ${line}`),
    ...(values.only === undefined ? {} : { only: values.only }),
  }
  try {
    outcomes.push(...(await torture(options)))
  } catch (error) {
    console.error(error)
    const figures = error instanceof Error ? error.message : String(error)
    outcomes.push({ torture: name, what: 'the torture itself', passed: false, figures })
  }
}
console.log(`\n${outcomes.map(asLine).join('\n')}`)
if (positionals.length === 0) {
  const folder = resolve(import.meta.dirname, '../docs/results')
  mkdirSync(folder, { recursive: true })
  const words = process.argv.slice(2)
  const about = {
    date: new Date().toISOString().slice(0, 10),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    machine: `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}, Node ${process.version}`,
    command: `npm run torture${words.length > 0 ? ` -- ${words.join(' ')}` : ''}`,
  }
  writeFileSync(resolve(folder, 'torture.md'), asPage(outcomes, about))
}
process.exit(outcomes.some(({ passed }) => passed === false) ? 1 : 0)

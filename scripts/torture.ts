// Tortures the program for as long as wanted: `npm run torture -- [NAME …] [--seconds N] [--seed N] [--n N|--short]`.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Outcome, type Torture, asLine, withPart } from '../test/torture/shared/report.ts'
import { uploads } from '../test/torture/uploads.ts'
import { sql } from '../test/torture/sql-http.ts'
import { diskFull } from '../test/torture/disk-full.ts'
import { clients } from '../test/torture/clients.ts'
import { clock } from '../test/torture/clock.ts'
import { idem } from '../test/torture/idem.ts'
import { fork } from '../test/torture/fork.ts'
import { filings } from '../test/torture/filings.ts'
import { numbering } from '../test/torture/numbering.ts'
import { tamper } from '../test/torture/tamper.ts'
import { holds } from '../test/torture/holds.ts'
import { drill } from '../test/torture/drill.ts'
import { kills } from '../test/torture/kills.ts'
import { ledger } from '../test/torture/ledger.ts'
import { absent } from '../test/torture/absent.ts'
import { bola } from '../test/torture/bola.ts'
import { readers } from '../test/torture/readers.ts'

const tortures: Record<string, Torture> = {
  sql,
  uploads,
  kills,
  'disk-full': diskFull,
  clients,
  ledger,
  bola,
  absent,
  idem,
  clock,
  numbering,
  tamper,
  fork,
  filings,
  holds,
  drill,
  readers,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    n: { type: 'string' },
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
})
const unknown = positionals.filter((name) => !Object.hasOwn(tortures, name))
const [seconds, seed] = [Number(values.seconds), Number(values.seed)]
/** Without a word from outside each torture takes its own number. */
const count = values.n === undefined ? (values.short ? 400 : 10_000) : Number(values.n)
if (unknown.length > 0 || !(seconds > 0) || !(count > 0) || !Number.isInteger(seed)) {
  console.error(
    `Usage: npm run torture -- [${Object.keys(tortures).join('|')} …] [--seconds N] [--seed N] [--n N] [--short]`,
  )
  process.exit(2)
}
const page = resolve(import.meta.dirname, '../docs/results/torture.md')
const about = {
  date: new Date().toISOString().slice(0, 10),
  commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
  machine: `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}, Node ${process.version}`,
}
const all: Outcome[] = []
for (const [name, torture] of Object.entries(tortures)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  console.log(`\n${name}`)
  const outcomes = await suffer(name, torture)
  all.push(...outcomes)
  if (values.only !== undefined || values.short) continue
  mkdirSync(dirname(page), { recursive: true })
  const command = `npm run torture -- ${name} --seconds ${seconds} --seed ${seed}${counted(name)}`
  const before = existsSync(page) ? readFileSync(page, 'utf8') : ''
  const part = { name, outcomes, about: { ...about, command } }
  writeFileSync(page, withPart(before, part, Object.keys(tortures)))
}
console.log(`\n${all.map(asLine).join('\n')}`)
process.exit(all.some(({ passed }) => passed === false) ? 1 : 0)

/** As it was asked for, or as idem and clock take it by themselves. */
function counted(name: string): string {
  return values.n !== undefined || /^(idem|clock)$/.test(name) ? ` --n ${count}` : ''
}

async function suffer(name: string, torture: Torture): Promise<Outcome[]> {
  const report = (line: string): void => console.log(`  ${line}`)
  try {
    const { only, short } = values
    const asked = values.n === undefined ? {} : { asked: count }
    const options = { seconds, seed, count, short, report, ...asked }
    return await torture({ ...options, ...(only === undefined ? {} : { only }) })
  } catch (error) {
    console.error(error)
    const figures = error instanceof Error ? error.message : String(error)
    return [{ torture: name, what: 'the torture itself', passed: false, figures }]
  }
}

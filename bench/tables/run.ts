// Compares our tables with the programs cities use today: the same files, questions and machine, one run.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BenchOptions } from '../../scripts/bench.ts'
import { circumstances, writeResult } from '../shared/report.ts'
import { Absent } from './contender.ts'
import type { Contender } from './contender.ts'
import { datasette } from './datasette.ts'
import { duckdb } from './duckdb.ts'
import { engine } from './engine.ts'
import { measure } from './measure.ts'
import type { Result } from './measure.ts'
import { picture } from './picture.ts'
import { postgres } from './postgres.ts'
import { actasSubject, namesSubject } from './questions.ts'
import type { Subject } from './questions.ts'
import { rimaq } from './rimaq.ts'
import { sqlite } from './sqlite.ts'
import { tables } from './tables.ts'

const contenders: Record<string, () => Promise<Contender | Contender[]>> = {
  rimaq,
  engine,
  duckdb,
  postgres,
  sqlite,
  datasette,
}
const subjects = { names: namesSubject, actas: actasSubject }

/** `--only` takes names of contenders and tables, for instance `rimaq,duckdb,names`. */
export async function run({ scale, only }: BenchOptions): Promise<void> {
  const words = only.split(',').filter(Boolean)
  const chosen = (all: string[]) => {
    const named = all.filter((name) => words.includes(name))
    return named.length > 0 ? named : all
  }
  const temp = mkdtempSync(join(tmpdir(), 'rimaq-bench-'))
  const results = new Map<Subject, Result[]>()
  const skipped: string[] = []
  try {
    for (const name of chosen(Object.keys(subjects))) {
      const subject = await subjects[name as keyof typeof subjects](temp, scale)
      if (subject) results.set(subject, [])
      else skipped.push(`${name}: the data folder is not beside the repository`)
    }
    for (const name of chosen(Object.keys(contenders))) {
      try {
        await takePart(await contenders[name]!(), results)
      } catch (error) {
        // One that breaks must not take the hour of the others with it.
        const what = error instanceof Error ? error.message : String(error)
        skipped.push(`${name}: ${error instanceof Absent ? what : `broke off, ${what}`}`)
      }
    }
  } finally {
    rmSync(temp, { recursive: true, force: true })
  }
  for (const line of skipped) console.log(`skipped ${line}`)
  const body = [...results].map(([subject, list]) => tables(subject, list)).join('\n\n')
  console.log(`\n${body}`)
  const missing = skipped.map((line) => `- Skipped ${line}\n`).join('')
  const command = `npm run bench -- tables${scale === 1 ? '' : ` --scale ${scale}`}`
  const head = `# Our tables beside others\n\n${circumstances(command)}\n${missing}\n`
  // Only the whole comparison is a result; everything else can be looked at and is then forgotten.
  const whole = scale === 1 && words.length === 0
  writeResult('bench-tables.md', `${head}![Ratios](bench-tables.svg)\n\n${body}\n`, whole)
  writeResult('bench-tables.svg', picture(results), whole)
}

async function takePart(
  made: Contender | Contender[],
  results: Map<Subject, Result[]>,
): Promise<void> {
  const list = Array.isArray(made) ? made : [made]
  try {
    for (const [subject, found] of results) {
      for (const contender of list) {
        console.log(`${contender.name} (${contender.over}), ${subject.name}`)
        found.push(await measure(contender, subject))
      }
    }
  } finally {
    for (const contender of list) await contender.close()
  }
}

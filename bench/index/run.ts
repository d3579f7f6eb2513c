// Measures index files: what they cost to build and keep, and how fast each kind of question is.
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { answerByIndex } from '../../packages/tables/src/index-files/answer.ts'
import { buildIndexes } from '../../packages/tables/src/index-files/build.ts'
import { makeIndexReader } from '../../packages/tables/src/index-files/reader.ts'
import type { TableFiles } from '../../packages/tables/src/model.ts'
import type { BenchOptions } from '../../scripts/bench.ts'
import { casesParquet, csvToParquet, ssaCsv, tableOf } from '../shared/data.ts'
import { circumstances, markdownTable, writeResult } from '../shared/report.ts'
import { figure, time } from '../shared/timing.ts'
import { caseQuestions, nameQuestions } from './questions.ts'
import type { Question } from './questions.ts'

export async function run({ scale, only }: BenchOptions): Promise<void> {
  const temp = mkdtempSync(join(tmpdir(), 'rimaq-bench-'))
  const parts: string[] = []
  try {
    if ('names'.includes(only)) {
      const csv = ssaCsv(temp)
      if (!csv) console.log('names: skipped, the data folder is not beside the repository')
      else {
        const table = await tableOf(await csvToParquet(csv, join(temp, 'names.parquet')))
        parts.push(await measure('SSA names', table, nameQuestions(table), temp))
      }
    }
    if ('cases'.includes(only)) {
      const parquet = await casesParquet(join(temp, 'cases.parquet'), Math.round(1e7 * scale))
      const table = await tableOf(parquet)
      parts.push(await measure('generated case files', table, caseQuestions(table), temp))
    }
  } finally {
    rmSync(temp, { recursive: true, force: true })
  }
  if (scale !== 1 || only !== '') return
  const head = `# Index files: cost and speed\n\n${circumstances('npm run bench -- index')}\n\n`
  const note =
    'Times are milliseconds in the server process, parameters differ in every call (seeded), the ' +
    'cache holds 128 MiB, files are in the page cache of the system.\n\n'
  writeResult('bench-index.md', head + note + parts.join('\n\n') + '\n')
}

async function measure(
  name: string,
  table: TableFiles,
  questions: Question[],
  temp: string,
): Promise<string> {
  const outDir = join(temp, `index-${basename(table.parquet)}`)
  mkdirSync(outDir)
  const steps: { label: string; seconds: number }[] = []
  let last = performance.now()
  table.indexes = await buildIndexes({
    table,
    outDir,
    temp,
    progress: ({ step, column, share }) => {
      if (step === 'rows' && share < 1) return
      steps.push({ label: column ?? step, seconds: (performance.now() - last) / 1000 })
      last = performance.now()
    },
  })
  const { rows } = table.manifest
  const { orders = {}, texts = {}, ...one } = table.indexes
  const paths: Record<string, (string | undefined)[]> = {
    ...Object.fromEntries(Object.entries(orders).map(([column, path]) => [column, [path]])),
    rows: [one.rows],
    words: [one.words],
    texts: Object.values(texts),
  }
  const files = steps.map(({ label, seconds }) => {
    const known = (paths[label] ?? []).filter((path) => path !== undefined)
    const bytes = known.reduce((sum, path) => sum + statSync(path).size, 0)
    const shown = bytes ? [figure(bytes / 1e6), figure(bytes / rows)] : ['none', '–']
    return [label, figure(seconds), ...shown]
  })
  const megabytes = figure(table.manifest.parquet.bytes / 1e6)
  const built = markdownTable(['index', 'seconds', 'MB', 'bytes per row'], files)
  const title = `## ${rows.toLocaleString('en')} rows: ${name} (Parquet ${megabytes} MB)`
  console.log(`\n${title}\n\n${built}`)
  const reader = makeIndexReader({ warn: ({ message }) => console.log(message) })
  const answers: string[][] = []
  for (const { label, ask } of questions) {
    let none = 0
    const { p50, p99, times } = await time(async (turn) => {
      const answer = await answerByIndex(table, ask(turn), reader)
      if (!answer) none += 1
    })
    answers.push([label, figure(p50), figure(p99), `${times - none} of ${times}`])
  }
  reader.close()
  const asked = markdownTable(['question', 'p50', 'p99', 'by index'], answers)
  console.log(`\n${asked}`)
  return `${title}\n\n${built}\n\n${asked}`
}

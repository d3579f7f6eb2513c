// Runs a measurement by name: `npm run bench -- tables`, `npm run bench -- index`.
import { parseArgs } from 'node:util'

const benches: Record<string, { about: string; load: () => Promise<Bench> }> = {
  tables: {
    about: 'our tables beside PostgreSQL with CKAN’s SQL, SQLite, Datasette and plain DuckDB',
    load: () => import('../bench/tables/run.ts'),
  },
  index: {
    about: 'index files at 2.1 and 10 million rows',
    load: () => import('../bench/index/run.ts'),
  },
  ledger: {
    about: 'the ledger: durable appends, proofs at 1 and 10 million entries, signatures',
    load: () => import('../bench/ledger/run.ts'),
  },
  permission: {
    about: 'decide(), and filtered lists at a million records beside the same query unfiltered',
    load: () => import('../bench/permission/run.ts'),
  },
  workdays: {
    about: 'legal terms per second, beside a loop that walks day by day',
    load: () => import('../bench/workdays/run.ts'),
  },
  vive: {
    about:
      'Lima: tiles beside tilemaker, ways on foot beside ngraph.path, a day of fifteen stops, first load',
    load: () => import('../bench/vive/run.ts'),
  },
  signatures: {
    about: 'signing and validating PDF beside pyHanko and OpenSSL, memory at 50 MB and 1 GB',
    load: () => import('../bench/signatures/run.ts'),
  },
  records: {
    about: 'filings with receipts, trays and search at a million cases',
    load: () => import('../bench/records/run.ts'),
  },
  journal: {
    about: 'the journal, numbers and the ledger, waiting for the disk',
    load: () => import('../bench/journal/run.ts'),
  },
}

interface Bench {
  run(options: BenchOptions): Promise<void>
}

export interface BenchOptions {
  /** Share of the full number of rows, 0 … 1; below 1 nothing is written to docs/results. */
  scale: number
  /** Only the parts whose name contains this. */
  only: string
  /** How many cases, where the measurement has cases; absent: by the scale. */
  cases?: number
  /** A folder to load into and keep, or that was loaded before. */
  data?: string
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    scale: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    cases: { type: 'string' },
    data: { type: 'string' },
  },
})
const bench = benches[positionals[0] ?? '']
if (!bench) {
  console.error(
    'npm run bench -- <name> [--scale 0.01] [--only word] [--cases 20000] [--data FOLDER]',
  )
  for (const [name, { about }] of Object.entries(benches)) console.error(`  ${name}: ${about}`)
  process.exit(2)
}
await (
  await bench.load()
).run({
  ...{ scale: Number(values.scale), only: values.only },
  ...(values.cases === undefined ? {} : { cases: Number(values.cases) }),
  ...(values.data === undefined ? {} : { data: values.data }),
})

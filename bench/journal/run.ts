// Measures the journal: entries through the database and the sequencer, numbers, receipts, and the audit.
import { mkdtempSync, rmSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { createEgress, createLog, openDatabase, systemClock } from '#platform'
import type { Database } from '#platform'
import { migrations, receiptOf, verifyAudit } from '#records'
import type { BenchOptions } from '../../scripts/bench.ts'
import { type Records, createRecords } from '../../src/records/create-records.ts'
import { circumstances, markdownTable, writeResult } from '../shared/report.ts'
import { summary, time } from '../shared/timing.ts'

const platform = new URL('../../src/platform/migrations/', import.meta.url)
const operator = { kind: 'operator' as const, name: 'bench' }

interface Scene {
  database: Database
  records: Records
  data: string
  rows: string[][]
}

/** The database is the embedded one as an installation has it: every commit and every tile waits for the disk. */
export async function run({ scale, only }: BenchOptions): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'rimaq-bench-'))
  const log = createLog({ level: 'error' })
  const clock = systemClock()
  const database = await openDatabase({
    dataDir: data,
    migrations: [
      { room: 'platform', folder: platform },
      { room: 'records', folder: migrations },
    ],
    closeOnSignals: false,
  })
  const records = await createRecords({
    database,
    clock,
    log,
    egress: createEgress({ clock }),
    data,
    timeZone: 'America/Lima',
    ledgerName: 'bench.example/ledger',
    witnesses: null,
    witnessFor: null,
  })
  const scene: Scene = { database, records, data, rows: [] }
  try {
    const parts = { entries, latency, numbers, receipts, audit }
    for (const [name, part] of Object.entries(parts)) {
      if (name.includes(only)) await part(scene, scale)
    }
  } finally {
    await records.close()
    await database.close()
    rmSync(data, { recursive: true, force: true })
  }
  const table = markdownTable(['what', 'how many', 'seconds', 'result'], scene.rows)
  console.log(table)
  const note =
    'Every commit and every tile waits for the disk (fsync). Clients are 64 loops in one process with ten connections; the database runs on the same two processors.\n\n'
  const head = `# The journal, numbers and the ledger\n\n${circumstances('npm run bench -- journal')}\n\n${note}`
  writeResult('bench-journal.md', `${head}${table}\n`, scale === 1 && only === '')
}

function add(
  { rows }: Scene,
  what: string,
  count: number,
  milliseconds: number,
  result?: string,
): void {
  const told = result ?? `${Math.round((count / milliseconds) * 1000)}/s`
  rows.push([what, String(count), (milliseconds / 1000).toFixed(2), told])
  console.log(rows.at(-1)?.join(' · '))
}

/** Calls `work` with 0 … count − 1 from so many loops at once; milliseconds. */
async function atOnce(
  clients: number,
  count: number,
  work: (at: number) => Promise<unknown>,
): Promise<number> {
  let next = 0
  const begun = performance.now()
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < count) await work(next++)
    }),
  )
  return performance.now() - begun
}

function write({ database, records }: Scene, at: number): Promise<string> {
  return database.transaction((trx) =>
    records.journal.write(trx, {
      act: 'dataset.updated',
      actor: operator,
      about: { kind: 'dataset', id: `d-${at % 1000}` },
      content: { input: { title: { es: `Presupuesto ejecutado, edición ${at}` } } },
    }),
  )
}

async function entries(scene: Scene, scale: number): Promise<void> {
  const one = Math.round(300 * scale)
  add(
    scene,
    'entries, a transaction each, 1 client',
    one,
    await atOnce(1, one, (at) => write(scene, at)),
  )
  const many = Math.round(8_000 * scale)
  add(
    scene,
    'entries, a transaction each, 64 clients',
    many,
    await atOnce(64, many, (at) => write(scene, at)),
  )
  const begun = performance.now()
  await scene.records.ledger.sequencer.settle()
  add(scene, 'places in the ledger: sequencer, tiles, heads', one + many, performance.now() - begun)
  await room(scene, one + many)
}

async function room(scene: Scene, count: number): Promise<void> {
  const { rows } = await sql<{ bytes: number }>`
    SELECT sum(pg_total_relation_size(c.oid))::bigint AS bytes FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'records' AND c.relkind = 'r'`.execute(scene.database.kysely)
  const inDatabase = (rows[0]?.bytes ?? 0) / count
  const { folder } = scene.records.ledger
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  let bytes = 0
  for (const each of found) {
    if (each.isFile()) bytes += (await stat(join(each.parentPath, each.name))).size
  }
  scene.rows.push([
    'bytes per entry',
    String(count),
    '',
    `${Math.round(inDatabase)} in the database, ${Math.round(bytes / count)} in the ledger`,
  ])
}

/** From the commit until the place is noted, while 50 entries a second come in. */
async function latency(scene: Scene, scale: number): Promise<void> {
  const { sequencer } = scene.records.ledger
  sequencer.start()
  const count = Math.round(200 * scale)
  const waits: Promise<number>[] = []
  const begun = performance.now()
  for (let at = 0; at < count; at++) {
    const id = await write(scene, at)
    waits.push(untilPlaced(scene.database, id))
    await wait(20)
  }
  const { p50, p99 } = summary(await Promise.all(waits))
  const told = `p50 ${Math.round(p50)} ms, p99 ${Math.round(p99)} ms`
  add(scene, 'from commit to a signed place, 50 a second', count, performance.now() - begun, told)
  await sequencer.stop()
}

async function untilPlaced({ kysely }: Database, id: string): Promise<number> {
  const begun = performance.now()
  for (;;) {
    const { rows } = await sql`SELECT FROM records.place WHERE entry = ${id}::uuid`.execute(kysely)
    if (rows.length > 0) return performance.now() - begun
    await wait(25)
  }
}

async function numbers(scene: Scene, scale: number): Promise<void> {
  const { records } = scene
  const series = (kind: string): { institution: string; kind: string } => ({
    institution: 'mml',
    kind,
  })
  const take = (kind: string) => (at: number) =>
    records.takeNumber({ series: series(kind), key: `request ${at}` })
  const one = Math.round(200 * scale)
  add(scene, 'numbers of one series, 1 client', one, await atOnce(1, one, take('one')))
  const many = Math.round(8_000 * scale)
  add(scene, 'numbers of one series, 64 clients', many, await atOnce(64, many, take('many')))
  add(scene, 'numbers of one series, 256 clients', many, await atOnce(256, many, take('most')))
  const spread = (at: number): Promise<unknown> => take(`spread-${at % 16}`)(at)
  add(scene, 'numbers of 16 series, 64 clients', many, await atOnce(64, many, spread))
  const some = Math.round(2_000 * scale)
  const worked = await atOnce(64, some, (at) =>
    records.takeNumber({ series: series('worked'), key: `request ${at}` }, async (trx, taken) => {
      await records.journal.write(trx, {
        act: 'dataset.updated',
        actor: operator,
        about: { kind: 'dataset', id: `case ${taken.number}` },
      })
    }),
  )
  add(scene, 'numbers with an act in the same transaction, 64 clients', some, worked)
  await records.ledger.sequencer.settle()
}

async function receipts(scene: Scene): Promise<void> {
  const { database, records } = scene
  const { rows } = await sql<{ entry: string }>`
    SELECT entry FROM records.placed WHERE entry IS NOT NULL ORDER BY random() LIMIT 500`.execute(
    database.kysely,
  )
  const begun = performance.now()
  const { p50, p99, times } = await time(
    (turn) => receiptOf(database.kysely, records.ledger, rows[turn % rows.length]?.entry ?? ''),
    { times: 500, seconds: 20 },
  )
  const told = `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`
  add(scene, 'receipts', times, performance.now() - begun, told)
}

async function audit(scene: Scene): Promise<void> {
  const { database, records } = scene
  const begun = performance.now()
  const report = await verifyAudit({ database, ledger: records.ledger })
  const faults = report.findings.length
  const taken = performance.now() - begun
  const told = `${Math.round((report.size / taken) * 1000)} entries/s, ${report.checked.numbers} numbers, ${faults} findings`
  add(scene, 'the whole audit', report.size, taken, told)
}

// The whole audit: public files, every row, contents, numbers, holds and stored files.
import { createHash } from 'node:crypto'
import {
  type LogReport,
  TileReader,
  openCheckpoint,
  openFolder,
  parseCheckpoint,
  parseNote,
  toVerifier,
  verifyLog,
} from '@rimaq/ledger'
import type { ContentHash, Database, FileStore } from '#platform'
import type { Ledger } from '../create-records.ts'
import { newestHead, recoveries } from '../ledger/store-ledger.ts'
import { type Db, countWaiting } from '../store-journal.ts'
import type { AuditReport, Finding } from './findings.ts'
import {
  actsNotRead,
  entriesNowhere,
  headsOf,
  holdRows,
  oneSnapshot,
  placesBeyond,
  strayContents,
} from './store-audit.ts'
import { verifyNumbers } from './verify-numbers.ts'
import { verifyStamps } from './verify-stamps.ts'
import { type Told, verifyRows } from './verify-rows.ts'

export interface AuditOptions {
  database: Database
  ledger: Ledger
  /** Absent: stored files are not looked at. */
  files?: FileStore
  /** What a room above checks of its own, in the same snapshot; absent: nothing. */
  cases?: (db: Db) => Promise<CasesChecked>
}

/** `files`: hashes of stored files with what names each. */
export interface CasesChecked {
  cases: number
  findings: readonly Finding[]
  files: ReadonlyMap<string, string>
}

/** Reads everything once; an honest installation has no findings. Entries that wait are no finding. */
export async function verifyAudit(options: AuditOptions): Promise<AuditReport> {
  const { database, ledger, files } = options
  const keys = ledger.keys.signers.map(toVerifier)
  const { origin } = ledger.keys
  const report: AuditReport = {
    origin,
    size: 0,
    checked: { rows: 0, contents: 0, erased: 0, numbers: 0, files: 0, stamps: 0, cases: 0 },
    lost: 0,
    waiting: 0,
    findings: [],
  }
  const log = await verifyFilesOf(ledger, { origin, keys })
  report.size = log.size
  for (const { path, what } of log.findings) {
    report.findings.push({ code: 'file', what: `${path} (${what})` })
  }
  const told = await database.transaction(async (trx) => {
    await oneSnapshot(trx)
    const { count } = await countWaiting(trx)
    report.waiting = count
    const last = await newestHead(trx)
    // A head is remembered before it is published: this snapshot, taken later, knows at least as much.
    const known = last ? parseCheckpoint(parseNote(last.checkpoint).text).size : 0
    if (known < log.size)
      report.findings.push({ code: 'head-altered', what: `${known} < ${log.size}` })
    const heads = await verifyTables(trx, report, { size: known, keys, origin })
    const read = ledger.readToken
    if (read !== undefined) await verifyStamps(trx, report, { keys, origin, heads, read })
    const checked = await options.cases?.(trx)
    report.checked.cases = checked?.cases ?? 0
    report.findings.push(...(checked?.findings ?? []))
    if (log.findings.length > 0) return null
    const recovered = (await recoveries(trx)).length > 0
    const storage = openFolder(ledger.folder)
    const reader = new TileReader((path) => storage.read(path), Math.min(log.size, known))
    const said = await verifyRows(trx, reader, report, recovered)
    for (const act of await actsNotRead(trx, reader.size)) said.untold.add(act)
    await verifyNumbers(trx, {
      told: said,
      report,
      incomplete: hasUntold(said, /^(number|block)\./),
    })
    await verifyHolds(trx, said, report, hasUntold(said, /^hold\./))
    for (const [hash, what] of checked?.files ?? []) said.files.set(hash, what)
    return said
  })
  if (files && told) await verifyFiles(files, told, report)
  return report
}

/**
 * A ledger that grows while it is read replaces shorter tiles by full ones: what then seems missing is
 * looked at again, as often as the head has moved in between.
 */
async function verifyFilesOf(
  ledger: Ledger,
  known: Pick<Parameters<typeof verifyLog>[0], 'keys' | 'origin'>,
): Promise<LogReport> {
  for (let tries = 1; ; tries++) {
    const before = await noteOf(ledger)
    const report = await verifyLog({ storage: openFolder(ledger.folder), ...known })
    if (report.findings.length === 0 || tries === 5) return report
    if ((await noteOf(ledger)) === before) return report
  }
}

async function noteOf({ folder }: Ledger): Promise<string> {
  const bytes = await openFolder(folder).read('checkpoint')
  return bytes === null ? '' : Buffer.from(bytes).toString('latin1')
}

function hasUntold({ untold }: Told, acts: RegExp): boolean {
  return [...untold].some((act) => acts.test(act))
}

async function verifyTables(
  db: Db,
  report: AuditReport,
  {
    size,
    keys,
    origin,
  }: { size: number } & Pick<Parameters<typeof verifyLog>[0], 'keys' | 'origin'>,
): Promise<Set<string>> {
  const add = (code: AuditReport['findings'][number]['code'], what: unknown): void =>
    void report.findings.push({ code, what: String(what) })
  for (const id of await entriesNowhere(db)) add('row-added', id)
  for (const index of await placesBeyond(db, size)) add('place-altered', index)
  for (const id of await strayContents(db)) add('content-altered', id)
  const heads = await headsOf(db)
  for (const { number, size: own, checkpoint } of heads) {
    try {
      if (openCheckpoint(checkpoint, keys, origin).size !== own) add('head-altered', number)
    } catch {
      add('head-altered', number)
    }
  }
  return new Set(heads.map(({ checkpoint }) => checkpoint))
}

async function verifyHolds(
  db: Db,
  told: Told,
  report: AuditReport,
  incomplete: boolean,
): Promise<void> {
  const left = new Map(told.holds)
  for (const row of await holdRows(db)) {
    const said = left.get(row.entry)
    left.delete(row.entry)
    if (!said && incomplete) continue
    const same =
      said?.act === `hold.${row.step}` &&
      said.kind === row.kind &&
      said.about === row.about &&
      said.content['hold'] === row.hold &&
      said.content['reason'] === row.reason &&
      said.content['legalAct'] === row.legalAct
    if (!same) report.findings.push({ code: 'hold-altered', what: row.hold })
  }
  for (const { content } of left.values()) {
    report.findings.push({ code: 'hold-altered', what: String(content['hold']) })
  }
}

async function verifyFiles(files: FileStore, told: Told, report: AuditReport): Promise<void> {
  for (const [name, entry] of told.files) {
    const hash = name as ContentHash
    if (!(await files.has(hash))) {
      report.findings.push({ code: 'file-missing', what: `${name} (${entry})` })
      continue
    }
    const sum = createHash('sha256')
    for await (const chunk of await files.read(hash)) sum.update(chunk)
    report.checked.files += 1
    if (sum.digest('hex') !== name) {
      report.findings.push({ code: 'file-altered', what: `${name} (${entry})` })
    }
  }
}

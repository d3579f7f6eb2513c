// Compares what filers were told with what is there: bytes on the disk, numbers, chains of events, journal.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { brokenAt } from '../../../src/case-files/filing/event-chain.ts'
import { gaps } from '../numbering.ts'
import { onDatabase } from '../shared/city-load.ts'
import type { Installation } from '../shared/installation.ts'
import type { Filing } from './filer.ts'

export interface Judgement {
  cases: number
  /** Documents that were acknowledged, and those of them that are not there, whole. */
  documents: number
  lost: string[]
  /** Numbers given twice, left out, or other than what was told. */
  numbers: string[]
  /** Chains of events that break, cases without entry or access, documents nobody can read. */
  broken: string[]
}

interface CaseRow {
  id: string
  year: number
  number: number
}

/** The database must be running; `data` is its data folder. */
export async function judge(data: string, filings: readonly Filing[]): Promise<Judgement> {
  return onDatabase(data, async (client) => {
    const rows = async <T extends pg.QueryResultRow>(text: string): Promise<T[]> =>
      (await client.query<T>(text)).rows
    const cases = await rows<CaseRow>(
      `SELECT id, year, number::int FROM case_files.case_file ORDER BY year, number`,
    )
    const held = await rows<{ id: string; sha256: string; filed: boolean }>(
      `SELECT case_id AS id, sha256, true AS filed FROM case_files.document
        UNION ALL SELECT draft_id, sha256, false FROM case_files.draft_file`,
    )
    const taken = await rows<{ year: number; number: number; key: string }>(
      `SELECT n.year, n.number::int, n.key FROM records.number n
        JOIN records.series s ON s.id = n.series WHERE s.kind = 'case' ORDER BY n.year, n.number`,
    )
    return {
      cases: cases.length,
      documents: filings.reduce((sum, { files }) => sum + files.length, 0),
      lost: [
        ...lostFilings(filings, cases),
        ...(await lostDocuments(data, filings, held)),
        ...(await damagedOf(data, held)),
      ],
      numbers: [...gaps(taken), ...wrongNumbers(filings, cases, taken)],
      broken: [...(await brokenChains(client)), ...(await bareCases(client))],
    }
  })
}

function lostFilings(filings: readonly Filing[], cases: readonly CaseRow[]): string[] {
  const known = new Set(cases.map(({ id }) => id))
  return filings
    .filter(({ id, number }) => number !== null && !known.has(id))
    .map(({ id, number }) => `the filing ${number} (${id}) is gone`)
}

/** Each file is named by its case, or by its draft where it was not filed yet. */
async function lostDocuments(
  data: string,
  filings: readonly Filing[],
  held: readonly { id: string; sha256: string }[],
): Promise<string[]> {
  const known = new Set(held.map(({ id, sha256 }) => `${id} ${sha256}`))
  const lost: string[] = []
  for (const { id, files } of filings) {
    for (const { sha256, bytes } of files) {
      if (!known.has(`${id} ${sha256}`)) lost.push(`${id} does not name ${sha256}`)
      const found = await hashOf(data, sha256)
      if (found?.sha256 !== sha256 || found.bytes !== bytes) {
        lost.push(`the bytes of ${sha256} ${found === null ? 'are gone' : 'are others'}`)
      }
    }
  }
  return lost
}

/** What a case names is on the disk with its hash, also where nobody was told so. */
async function damagedOf(
  data: string,
  held: readonly { id: string; sha256: string }[],
): Promise<string[]> {
  const wrong: string[] = []
  for (const sha256 of new Set(held.map((each) => each.sha256))) {
    const found = await hashOf(data, sha256)
    if (found?.sha256 !== sha256) wrong.push(`a case names ${sha256}, which is not whole`)
  }
  return wrong
}

async function hashOf(
  data: string,
  sha256: string,
): Promise<{ sha256: string; bytes: number } | null> {
  const path = join(data, 'files', sha256.slice(0, 2), sha256.slice(2))
  if (!existsSync(path)) return null
  const hash = createHash('sha256')
  let bytes = 0
  for await (const part of createReadStream(path)) {
    hash.update(part as Buffer)
    bytes += (part as Buffer).length
  }
  return { sha256: hash.digest('hex'), bytes }
}

function wrongNumbers(
  filings: readonly Filing[],
  cases: readonly CaseRow[],
  taken: readonly { year: number; number: number; key: string }[],
): string[] {
  const shown = ({ year, number }: { year: number; number: number }): string =>
    `${year}-${String(number).padStart(6, '0')}`
  const ofCase = new Map(cases.map((each) => [each.id, shown(each)]))
  const ofNumber = new Map(taken.map((each) => [shown(each), each.key]))
  const wrong = cases
    .filter((each) => ofNumber.get(shown(each)) !== each.id)
    .map((each) => `case ${each.id} has ${shown(each)}, which is not its own`)
  if (taken.length !== cases.length) {
    wrong.push(`${taken.length} numbers for ${cases.length} cases`)
  }
  const numbers = new Set<string>()
  for (const { id, number } of filings) {
    if (number === null || number === '') continue
    if (numbers.has(number)) wrong.push(`${number} was told twice`)
    numbers.add(number)
    const has = ofCase.get(id)
    if (has !== undefined && has !== number) wrong.push(`told ${number}, is ${has}`)
  }
  return wrong
}

async function brokenChains(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{
    caseId: string
    seq: number
    at: Date
    kind: string
    content: Record<string, unknown>
    previousHash: string | null
    hash: string
  }>(
    `SELECT case_id AS "caseId", seq, at, kind, content, previous_hash AS "previousHash", hash
      FROM case_files.event ORDER BY case_id, seq`,
  )
  const chains = Map.groupBy(rows, ({ caseId }) => caseId)
  return [...chains].flatMap(([id, events]) => {
    const at = brokenAt(events)
    return at === null ? [] : [`the chain of case ${id} breaks at event ${at}`]
  })
}

/** A case is whole: first event, entry of the journal, record with custody, all of one transaction. */
async function bareCases(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{
    id: string
    events: number
    entries: number
    seen: number
  }>(
    `SELECT c.id,
        (SELECT count(*)::int FROM case_files.event e WHERE e.case_id = c.id AND e.kind = 'filed') AS events,
        (SELECT count(*)::int FROM records.entry e WHERE e.about_kind = 'case'
          AND e.about_id = c.id::text AND e.act = 'case.filed') AS entries,
        (SELECT count(*)::int FROM people.record_access a
          WHERE a.record_id = c.id AND a.reason = 'custody') AS seen
      FROM case_files.case_file c`,
  )
  return rows
    .filter(({ events, entries, seen }) => events !== 1 || entries !== 1 || seen < 1)
    .map(
      ({ id, events, entries, seen }) =>
        `case ${id}: ${events} filed, ${entries} entries, ${seen} custody`,
    )
}

/** What `rimaq audit verify` finds; empty where it finds nothing. */
export async function audit(on: Installation): Promise<string[]> {
  const { code, out, err } = await on.run('audit', 'verify', '--json').ended
  try {
    const { findings, size } = JSON.parse(out) as { findings: { code: string }[]; size: number }
    if (code === 0 && findings.length === 0 && size > 0) return []
    return [
      `audit verify ended with ${code} at ${size} entries`,
      ...findings.map((one) => one.code),
    ]
  } catch {
    return [`audit verify said nothing: ${`${out}${err}`.slice(0, 300)}`]
  }
}

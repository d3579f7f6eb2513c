// Compares every leaf of the public ledger with its row and content in the database.
import type { Json, TileReader } from '@rimaq/ledger'
import { contentHash, leafOf, readLeaf } from '../entry.ts'
import { type Db, type PlacedEntry, entriesPlaced } from '../store-journal.ts'
import { placesFrom } from '../ledger/store-ledger.ts'
import type { AuditReport, Finding } from './findings.ts'

/** What entries say, gathered on the way for the checks that follow. */
export interface Told {
  /** By id of the series of a year. */
  numbers: Map<string, { numbers: number[]; keys: string }[]>
  annulled: Map<string, Map<number, string>>
  blocks: Map<string, { block: string; first: number; last: number; reason: string }[]>
  /** By id of the entry. */
  holds: Map<string, { act: string; kind: string; about: string; content: Record<string, Json> }>
  /** Acts of entries whose content cannot be read: erased, lost, or waiting still. */
  untold: Set<string>
  /** Hashes of stored files with an entry that vouches for each. */
  files: Map<string, string>
}

interface Pass {
  report: AuditReport
  told: Told
  /** Entries whose erasure the ledger tells of. */
  erased: Set<string>
  unexplained: string[]
}

const step = 1_000

export async function verifyRows(
  db: Db,
  reader: TileReader,
  report: AuditReport,
  recovered: boolean,
): Promise<Told> {
  const told: Told = {
    numbers: new Map(),
    annulled: new Map(),
    blocks: new Map(),
    holds: new Map(),
    files: new Map(),
    untold: new Set(),
  }
  const pass: Pass = { report, told, erased: new Set(), unexplained: [] }
  for (let first = 0; first < reader.size; first += step) {
    const count = Math.min(step, reader.size - first)
    const places = await placesFrom(db, first, count)
    const rows = new Map(
      (await entriesPlaced(db, first, count)).map((row) => [row.index ?? -1, row]),
    )
    for (let index = first; index < first + count; index++) {
      const leaf = await reader.entry(index)
      verifyOne(pass, { index, leaf, place: places.get(index), row: rows.get(index), recovered })
    }
  }
  for (const entry of pass.unexplained) {
    if (pass.erased.has(entry)) report.checked.erased += 1
    else found(report, 'content-missing', entry)
  }
  return told
}

function found(report: AuditReport, code: Finding['code'], what: string): void {
  report.findings.push({ code, what })
}

interface Compared {
  index: number
  leaf: Uint8Array
  place: string | null | undefined
  row: PlacedEntry | undefined
  recovered: boolean
}

function verifyOne(pass: Pass, { index, leaf, place, row, recovered }: Compared): void {
  const { report } = pass
  const said = readLeaf(leaf)
  if (place === undefined || place !== (said?.entry ?? null)) {
    found(report, 'place-altered', `${index}${said ? ` (${said.entry})` : ''}`)
    return
  }
  if (said === null) return
  if (!row) {
    pass.told.untold.add(said.act)
    if (recovered) report.lost += 1
    else found(report, 'row-missing', said.entry)
    return
  }
  report.checked.rows += 1
  if (Buffer.compare(leafOf(row), leaf) !== 0) {
    found(report, 'row-altered', `${row.id} (${index})`)
    return
  }
  if (row.act === 'content.erased') pass.erased.add(row.about.id)
  if (row.contentHash === null) return
  if (row.content === null) {
    pass.unexplained.push(row.id)
    pass.told.untold.add(row.act)
    return
  }
  report.checked.contents += 1
  const { body, salt } = row.content
  if (Buffer.compare(contentHash(body, salt), row.contentHash) !== 0) {
    found(report, 'content-altered', row.id)
    return
  }
  tell(pass.told, row, JSON.parse(body) as Record<string, Json>)
}

/** Remembers what other tables must agree with. The content is proven at this point. */
function tell(told: Told, { id, act, about }: PlacedEntry, content: Record<string, Json>): void {
  const { numbers, keys, reason, block, first, last, files } = content
  if (act === 'number.taken') {
    const list = valueOf(told.numbers, about.id, () => [])
    list.push({ numbers: numbers as number[], keys: String(keys) })
  } else if (act === 'number.annulled' || act === 'block.closed') {
    const list = valueOf(told.annulled, about.id, () => new Map<number, string>())
    for (const number of numbers as number[]) list.set(number, String(reason))
  } else if (act === 'block.reserved') {
    const list = valueOf(told.blocks, about.id, () => [])
    list.push({
      block: String(block),
      first: Number(first),
      last: Number(last),
      reason: String(reason),
    })
  } else if (act === 'hold.placed' || act === 'hold.released') {
    told.holds.set(id, { act, kind: about.kind, about: about.id, content })
  }
  if (Array.isArray(files)) for (const hash of files) told.files.set(String(hash), id)
}

function valueOf<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

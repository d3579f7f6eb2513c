// Exports a case as a package: by an official who may, written into the journal first, or by the operator.
import type { Readable } from 'node:stream'
import { type Actor, type ActorsView, findRecord, inViewOf } from '#people'
import type { Clock, Database, FileStore } from '#platform'
import type { Records } from '#records'
import { lockCase } from '../case/store-case.ts'
import { CaseFilesError } from '../errors.ts'
import { shownNumber } from '../filing/filing-parts.ts'
import { eventsOf, readCases } from '../filing/store-filings.ts'
import { type BagInfo, type BagSink, writeBag } from './bag.ts'
import { zipSink } from './bag-sinks.ts'
import { caseIdentifier } from './eni-index.ts'
import { type IndexStatus, readIndex } from './index-content.ts'
import { type Carried, packageParts } from './package-parts.ts'
import { eniXmlOf, makeIndex } from './sign-index.ts'
import { documentsOf, procedureFactsOf } from './store-export.ts'
import { originOf } from './store-import.ts'
import { indexHeadOf, organOf, signedIndexesOf } from './store-index.ts'

export interface ExportParts {
  database: Database
  clock: Clock
  files: FileStore
  records: Pick<Records, 'journal'>
}

export interface Exported {
  carried: Carried
  /** Name of the folder in the archive, and of the archive without its ending. */
  name: string
  info: BagInfo
  /** Of the last event: what stands beside each file in the archive. */
  dated: Date
}

/**
 * Reads the case as it stands, with an index that covers all of it; asked by whoever has the verb
 * `export`. `status` E03 for a remittance; default open or closed as the case is.
 * @throws CaseFilesError not-found, invisible alike; PeopleError not-permitted
 */
export function prepareExport(
  parts: ExportParts,
  actor: Actor,
  { id, status }: { id: string; status?: IndexStatus },
): Promise<Exported> {
  return inViewOf({ ...parts, actor }, async (view) => {
    const { trx, now } = view
    const standing = await lockCase(trx, id)
    const record = standing && (await findRecord(view, { verb: 'export', kind: 'case', id }))
    if (!standing || !record) throw new CaseFilesError('not-found')
    const wanted = (await indexHeadOf(trx, id))?.wanted ?? 'E01'
    await makeIndex(trx, { id, status: status ?? wanted, now })
    const carried = await readCarried(view, id, new Set())
    await parts.records.journal.write(trx, {
      ...{ act: 'case.exported', actor, about: { kind: 'case', id } },
      content: { level: record.level, index: carried.indexes.at(-1)?.contentHash ?? null },
    })
    return describe(carried)
  })
}

/**
 * The case and those accumulated into it, each of which the actor must be allowed to carry off.
 * @throws CaseFilesError not-found
 */
async function readCarried(view: ActorsView, id: string, seen: Set<string>): Promise<Carried> {
  const { trx } = view
  if (seen.size > 0) {
    const record = await findRecord(view, { verb: 'export', kind: 'case', id })
    if (record === null) throw new CaseFilesError('not-found')
  }
  seen.add(id)
  const [filed] = await readCases(trx, [id])
  if (filed === undefined) throw new CaseFilesError('not-found')
  const indexes = await signedIndexesOf(trx, id)
  const xml: string[] = []
  const subs: string[] = []
  for (const { content } of indexes) {
    const index = readIndex(content)
    if (index === null) throw new Error(`an index of case ${id} cannot be read`)
    xml.push(await eniXmlOf(trx, index))
    for (const { subCase } of index.entries) {
      if (subCase !== undefined && !seen.has(subCase.id)) subs.push(subCase.id)
    }
  }
  const accumulated: Carried[] = []
  for (const sub of new Set(subs)) accumulated.push(await readCarried(view, sub, seen))
  return {
    ...{ filed, indexes, xml, accumulated },
    organ: await organOf(trx, id),
    procedure: await procedureFactsOf(trx, filed.versionId),
    events: await eventsOf(trx, id),
    documents: await documentsOf(trx, id),
    receivedFrom: await originOf(trx, id),
  }
}

function describe(carried: Carried): Exported {
  const { filed, organ, events, indexes } = carried
  const dated = events.at(-1)?.at ?? filed.filedAt
  const name = `expediente-${shownNumber(filed)}`
  const newest = indexes.at(-1)
  const index = newest === undefined ? null : readIndex(newest.content)
  const info: [string, string][] = [
    ['Source-Organization', `${organ.name}, RUC ${organ.ruc}`],
    ['External-Description', `Expediente ${shownNumber(filed)}: ${filed.content.name.es}`],
    ['External-Identifier', index === null ? filed.id : caseIdentifier(index)],
    ['Internal-Sender-Identifier', filed.id],
    ['Bagging-Date', dated.toISOString().slice(0, 10)],
    ['Bag-Software-Agent', 'Rimaq'],
  ]
  if (newest !== undefined) {
    info.push(['Rimaq-Index-Hash', newest.contentHash])
    info.push(['Rimaq-Index-Seal', newest.seal === null ? 'waits' : 'set'])
  }
  return { carried, name, info, dated }
}

/** Writes the package into an archive or folder. */
export async function writePackage(
  { files }: Pick<ExportParts, 'files'>,
  { carried, info }: Exported,
  sink: BagSink,
): ReturnType<typeof writeBag> {
  return writeBag(sink, { parts: packageParts(carried, files), info })
}

/** The package as the bytes of a zip archive, read while they are made. */
export function packageStream(parts: Pick<ExportParts, 'files'>, exported: Exported): Readable {
  const { sink, bytes } = zipSink(exported.name, exported.dated)
  writePackage(parts, exported, sink).catch((error: unknown) => {
    bytes.destroy(error instanceof Error ? error : new Error(String(error)))
  })
  return bytes
}

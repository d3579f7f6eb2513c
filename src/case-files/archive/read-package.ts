// Reads a case out of a checked bag and judges all it says: events, indexes, documents, seals, procedure.
import { createHash } from 'node:crypto'
import { validateCades, validateXades } from '@rimaq/signatures'
import { hashOfContent } from '../catalogue/draft-procedure.ts'
import { shapeProblem } from '../catalogue/check-procedure.ts'
import { CaseFilesError } from '../errors.ts'
import { brokenAt, type CaseEventRow } from '../filing/event-chain.ts'
import { isQuietKind } from '../case/kinds.ts'
import type { ProcedureContent } from '../catalogue/procedure.ts'
import type { BagSource } from './bag-source.ts'
import { type CheckedBag, readBytes, readText } from './check-bag.ts'
import { eniIndexXml } from './eni-index.ts'
import { type IndexContent, type IndexStatus, indexFault, readIndex } from './index-content.ts'
import { documentPath, packageFormat } from './package-parts.ts'
import { paperHash } from './sign-index.ts'
import type { CarriedDocument } from './store-export.ts'

export interface PackagedIndex {
  n: number
  status: IndexStatus
  content: string
  contentHash: string
  said: IndexContent
  seal: {
    signature: Uint8Array
    eniSignature: Uint8Array
    xades: Uint8Array | null
    signer: string
  } | null
}

export interface PackagedCase {
  id: string
  number: { year: number; number: number }
  organ: { ruc: string; name: string }
  procedure: { code: string; version: number; hash: string; content: ProcedureContent }
  filedAt: Date
  receivedOn: string
  filer: Record<string, unknown>
  answers: Record<string, unknown>
  /** What came on paper; null for what was filed online. */
  paper: Record<string, unknown> | null
  events: (CaseEventRow & { hash: string })[]
  documents: CarriedDocument[]
  indexes: PackagedIndex[]
  accumulated: PackagedCase[]
  /** Where its files lie in the bag. */
  prefix: string
}

const refuse = (why: string, what = ''): CaseFilesError =>
  new CaseFilesError('bad-package', { why, what: what.slice(0, 200) })

const deepest = 4

/** @throws CaseFilesError bad-package, naming the first thing that does not hold */
export async function readPackage(
  source: BagSource,
  bag: CheckedBag,
  prefix = '',
  depth = 0,
): Promise<PackagedCase> {
  if (depth > deepest) throw refuse('format', prefix)
  const facts = await readFacts(source, prefix)
  const content = jsonOf(await readText(source, `data/${prefix}procedure.json`), 'procedure.json')
  const { procedure } = facts
  const known = content as unknown as ProcedureContent
  if (shapeProblem(content) !== null || hashOfContent(known) !== procedure.hash) {
    throw refuse('procedure', `${prefix}procedure.json`)
  }
  const events = await readEvents(source, prefix, facts)
  const accumulated: PackagedCase[] = []
  for (const id of facts.accumulated) {
    if (!isUuid(id)) throw refuse('format', prefix)
    const sub = await readPackage(source, bag, `${prefix}accumulated/${id}/`, depth + 1)
    if (sub.id !== id) throw refuse('format', sub.prefix)
    accumulated.push(sub)
  }
  const documents = await readDocuments(source, bag, prefix)
  const read = { ...facts, events, documents, accumulated, prefix }
  const indexes = await readIndexes(source, read)
  return {
    ...read,
    indexes,
    procedure: { ...procedure, content: known },
  }
}

interface Facts {
  id: string
  number: { year: number; number: number }
  organ: { ruc: string; name: string }
  procedure: { code: string; version: number; hash: string }
  filedAt: Date
  receivedOn: string
  filer: Record<string, unknown>
  answers: Record<string, unknown>
  /** What came on paper; null for what was filed online. */
  paper: Record<string, unknown> | null
  last: string | null
  count: number
  accumulated: string[]
}

const isUuid = (text: unknown): text is string =>
  typeof text === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isCount = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) > 0

async function readFacts(source: BagSource, prefix: string): Promise<Facts> {
  const path = `${prefix}case.json`
  const said = jsonOf(await readText(source, `data/${path}`), path)
  const { number, organ, procedure, events, filedAt, receivedOn, filer, answers, accumulated } =
    said
  const paper = said['paper'] ?? null
  const sound =
    said['v'] === packageFormat &&
    isUuid(said['case']) &&
    isObject(number) &&
    isCount(number['year']) &&
    isCount(number['number']) &&
    isObject(organ) &&
    /^\d{11}$/.test(String(organ['ruc'])) &&
    typeof organ['name'] === 'string' &&
    isObject(procedure) &&
    /^[a-z0-9]+(-[a-z0-9]+)*$/.test(String(procedure['code'])) &&
    isCount(procedure['version']) &&
    isObject(events) &&
    isObject(filer) &&
    isObject(answers) &&
    (paper === null || isObject(paper)) &&
    !Number.isNaN(Date.parse(String(filedAt))) &&
    /^\d{4}-\d{2}-\d{2}$/.test(String(receivedOn)) &&
    Array.isArray(accumulated)
  if (!sound) throw refuse('format', path)
  return {
    id: said['case'] as string,
    number: number as Facts['number'],
    organ: organ as Facts['organ'],
    procedure: procedure as Facts['procedure'],
    filedAt: new Date(String(filedAt)),
    receivedOn: String(receivedOn),
    ...{ filer, answers, paper, accumulated: accumulated as string[] },
    last: events['last'] as string | null,
    count: Number(events['count']),
  }
}

function jsonOf(text: string, path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch {
    // Told below, with the name of the file.
  }
  throw refuse('format', path)
}

function linesOf(text: string, path: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => jsonOf(line, path))
}

async function readEvents(
  source: BagSource,
  prefix: string,
  { id, last, count }: Facts,
): Promise<PackagedCase['events']> {
  const path = `${prefix}events.jsonl`
  const events = linesOf(await readText(source, `data/${path}`), path).map((line) => ({
    caseId: String(line['case']),
    seq: Number(line['seq']),
    at: new Date(String(line['at'])),
    kind: String(line['kind']),
    content: line['content'] as Record<string, unknown>,
    previousHash: line['previous'] as string | null,
    hash: String(line['hash']),
  }))
  for (const { caseId, at, content, kind, seq } of events) {
    const sound = caseId === id && !Number.isNaN(at.getTime()) && isObject(content)
    // What this program does not know it could not tell of either.
    const clock = isObject(content?.['clock']) ? content['clock']['kind'] : undefined
    const known = isQuietKind(kind) || kind === 'filed' || clock === kind
    if (!sound || !known) throw refuse('events', `${path} ${seq}`)
  }
  const broken = brokenAt(events)
  if (broken !== null) throw refuse('events', `${path} ${broken}`)
  const unordered = events.find(({ at }, n) => at < (events[n - 1]?.at ?? at))
  if (unordered !== undefined) throw refuse('events', `${path} ${unordered.seq}`)
  if (events.length !== count || count === 0 || events.at(-1)?.hash !== last) {
    throw refuse('events', path)
  }
  return events
}

async function readDocuments(
  source: BagSource,
  bag: CheckedBag,
  prefix: string,
): Promise<CarriedDocument[]> {
  const path = `${prefix}documents.jsonl`
  const documents = linesOf(await readText(source, `data/${path}`), path).map(
    (line) => line as unknown as CarriedDocument,
  )
  for (const [at, document] of documents.entries()) {
    const { position, name, sha256, bytes, mediaType, event, requirement, origin, kind } = document
    const sound =
      position === at + 1 &&
      [name, mediaType, requirement, kind].every((each) => typeof each === 'string') &&
      ['filer', 'entity', 'other-entity'].includes(origin) &&
      isCount(event)
    if (!sound) throw refuse('format', path)
    const carried = bag.payload.get(`${prefix}${documentPath(document)}`)
    if (carried?.sha256 !== sha256 || carried.bytes !== bytes) {
      throw refuse('document', `${prefix}${documentPath(document)}`)
    }
  }
  return documents
}

async function readIndexes(
  source: BagSource,
  read: Pick<PackagedCase, 'id' | 'documents' | 'accumulated' | 'prefix'>,
): Promise<PackagedIndex[]> {
  const { id, prefix, accumulated } = read
  const indexes: PackagedIndex[] = []
  const subs = new Map<string, IndexContent>()
  const gather = (each: PackagedCase): void => {
    for (const { contentHash, said } of each.indexes) subs.set(contentHash, said)
    each.accumulated.forEach(gather)
  }
  accumulated.forEach(gather)
  for (let n = 1; ; n++) {
    const path = `data/${prefix}indexes/${String(n).padStart(4, '0')}`
    if (!source.files.has(`${path}.json`)) break
    const content = await readText(source, `${path}.json`)
    const said = readIndex(content)
    if (said === null || said.case !== id) throw refuse('index', `${path}.json`)
    const xml = await readText(source, `${path}.xml`)
    if (xml !== eniIndexXml(said, subs, paperHash)) throw refuse('index', `${path}.xml`)
    const contentHash = createHash('sha256').update(content, 'utf8').digest('hex')
    const seal = await readSeal(source, path, { content, xml })
    indexes.push({ n, status: said.status, content, contentHash, said, seal })
  }
  const fault = indexFault(indexes)
  if (fault !== null) throw refuse('index', `${prefix}indexes/${fault.n}: ${fault.fault}`)
  mustCoverAll(read, indexes)
  return indexes
}

/** The newest index names every document with its hash, and nothing that is not here. */
function mustCoverAll(
  { documents, prefix }: Pick<PackagedCase, 'documents' | 'prefix'>,
  indexes: readonly PackagedIndex[],
): void {
  const entries = indexes.at(-1)?.said.entries ?? []
  const named = new Map(
    entries.flatMap(({ document }) =>
      document === undefined ? [] : [[document.position, document]],
    ),
  )
  const whole =
    named.size === documents.length &&
    documents.every(({ position, sha256 }) => named.get(position)?.sha256 === sha256)
  if (!whole) throw refuse('index', `${prefix}documents.jsonl`)
}

/** Whether the signature is of these bytes; whose it is stands in the report, to be judged by people. */
async function readSeal(
  source: BagSource,
  path: string,
  { content, xml }: { content: string; xml: string },
): Promise<PackagedIndex['seal']> {
  if (!source.files.has(`${path}.json.p7s`)) return null
  const signature = await readBytes(source, `${path}.json.p7s`)
  const eniSignature = await readBytes(source, `${path}.xml.p7s`)
  const signer = mustSign(signature, content, `${path}.json.p7s`)
  mustSign(eniSignature, xml, `${path}.xml.p7s`)
  const xades = await readXades(source, `${path}.xades.xml`, xml)
  return { signature, eniSignature, xades, signer }
}

/** Packages from before have none. What it signs is the very index beside it. */
async function readXades(source: BagSource, path: string, xml: string): Promise<Uint8Array | null> {
  if (!source.files.has(path)) return null
  const bytes = await readBytes(source, path)
  const { signatures, refused } = await validateXades(bytes)
  const [first] = signatures
  const signed = first?.signed.find(({ uri }) => uri === '')?.bytes
  const same = signed !== undefined && Buffer.from(signed).equals(Buffer.from(xml, 'utf8'))
  if (refused !== null || first === undefined || first.indication === 'TOTAL-FAILED' || !same) {
    throw refuse('seal', path)
  }
  return bytes
}

function mustSign(signature: Uint8Array, text: string, path: string): string {
  const { signatures, refused } = validateCades(signature, { content: Buffer.from(text, 'utf8') })
  const [first] = signatures
  if (refused !== null || first === undefined || first.indication === 'TOTAL-FAILED') {
    throw refuse('seal', path)
  }
  return String(first.signer ?? '')
}

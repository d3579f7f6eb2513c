// Makes the next signed index of a case, and puts the seal of the entity on those that wait for it.
import { createHash } from 'node:crypto'
import type { Transaction } from 'kysely'
import type { Clock, Database, Schema } from '#platform'
import { lockCase } from '../case/store-case.ts'
import { eniIndexXml } from './eni-index.ts'
import {
  type IndexContent,
  type IndexEntry,
  type IndexStatus,
  indexHash,
  indexText,
  readIndex,
} from './index-content.ts'
import {
  casesToIndex,
  casesToSeal,
  entriesOf,
  indexByHash,
  indexHeadOf,
  insertIndexSeal,
  insertSignedIndex,
  openedOf,
  organOf,
  signedIndexesOf,
} from './store-index.ts'

/** The seal of the entity: answers a detached CAdES message, with a timestamp where one is set. */
export interface IndexSeal {
  sign(bytes: Uint8Array): Promise<Uint8Array>
  /** The document with a XAdES signature within it. */
  signXml(bytes: Uint8Array): Promise<Uint8Array>
}

/**
 * Makes the next index in the caller's transaction, when it says something the last one does not;
 * answers the hash of the newest. Null while the case has nothing to index.
 */
export async function makeIndex(
  trx: Transaction<Schema>,
  { id, status, now }: { id: string; status: IndexStatus; now: Date },
): Promise<{ n: number; hash: string } | null> {
  await lockCase(trx, id)
  const head = await indexHeadOf(trx, id)
  if (head === null || head.entries === 0) return null
  const last = head.signedN === 0 ? undefined : (await signedIndexesOf(trx, id, head.signedN))[0]
  if (last !== undefined && last.entries === head.entries && last.status === status) {
    return { n: last.n, hash: last.contentHash }
  }
  const entries = (await entriesOf(trx, id)).map(({ name: _, ...entry }): IndexEntry => entry)
  const before = last === undefined ? null : readIndex(last.content)
  const content: IndexContent = {
    v: 'rimaq-index/1',
    ...{ case: id, n: head.signedN + 1, status, at: now.toISOString() },
    // What an index said once stays: a case that came from elsewhere keeps its identifiers.
    organ: before?.organ ?? (await organOf(trx, id)).ruc,
    opened: before?.opened ?? (await openedOf(trx, id)).toISOString(),
    ...{ folios: head.folios, previous: last?.contentHash ?? null, entries },
  }
  const text = indexText(content)
  const hash = indexHash(text)
  await insertSignedIndex(trx, id, {
    ...{ n: content.n, status, at: now, entries: entries.length, folios: head.folios },
    ...{ content: text, contentHash: hash, previousHash: content.previous },
  })
  return { n: content.n, hash }
}

/** The canonical XML of an index of the case, with the accumulated ones in it. */
export async function eniXmlOf(
  db: Parameters<typeof indexByHash>[0],
  content: IndexContent,
): Promise<string> {
  const subs = new Map<string, IndexContent>()
  const gather = async ({ entries }: IndexContent): Promise<void> => {
    for (const { subCase } of entries) {
      if (subCase === undefined || subs.has(subCase.index)) continue
      const text = await indexByHash(db, subCase.id, subCase.index)
      const sub = text === null ? null : readIndex(text)
      if (sub === null) continue
      subs.set(subCase.index, sub)
      await gather(sub)
    }
  }
  await gather(content)
  return eniIndexXml(content, subs, paperHash)
}

/** SHA-256 of the words that stand for a part on paper, as the export writes them into a file. */
export function paperHash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

export interface IndexParts {
  database: Database
  clock: Clock
  /** Null where the entity has set no seal: indexes are made and wait. */
  seal: IndexSeal | null
}

/** Seals what waits for it in one case, the oldest first; answers how many. */
export async function sealIndexes(parts: IndexParts, id: string): Promise<number> {
  const { database, clock, seal } = parts
  if (seal === null) return 0
  let sealed = 0
  for (const index of await signedIndexesOf(database.kysely, id)) {
    const content = readIndex(index.content)
    if (index.seal !== null || content === null) continue
    const xml = await eniXmlOf(database.kysely, content)
    const signature = await seal.sign(Buffer.from(index.content, 'utf8'))
    const eniSignature = await seal.sign(Buffer.from(xml, 'utf8'))
    const xades = await seal.signXml(Buffer.from(xml, 'utf8'))
    const made = { n: index.n, at: clock.now(), signature, eniSignature, xades }
    await database.transaction((trx) => insertIndexSeal(trx, id, made))
    sealed++
  }
  return sealed
}

const step = 200
const first = '00000000-0000-0000-0000-000000000000'

/**
 * Makes the indexes that are behind and seals those that wait. Killed in between it goes on at the
 * next turn; a seal that cannot be reached delays and loses nothing.
 */
export async function keepIndexes(
  parts: IndexParts,
  stopped: () => boolean = () => false,
): Promise<{ made: number; sealed: number }> {
  const { database, clock } = parts
  const done = { made: 0, sealed: 0 }
  for (let after = first; !stopped();) {
    const ids = await casesToIndex(database.kysely, after, step)
    for (const id of ids) {
      await database.transaction(async (trx) => {
        const head = await indexHeadOf(trx, id)
        await makeIndex(trx, { id, status: head?.wanted ?? 'E01', now: clock.now() })
      })
      done.made++
    }
    if (ids.length < step) break
    after = ids.at(-1) ?? after
  }
  for (let after = first; !stopped() && parts.seal !== null;) {
    const ids = await casesToSeal(database.kysely, after, step)
    for (const id of ids) done.sealed += await sealIndexes(parts, id)
    if (ids.length < step) break
    after = ids.at(-1) ?? after
  }
  return done
}

// Opens a log: rebuilds its edge from the files, checks it, and compares it with what is remembered.
import { toBytes, toText } from '../bytes.ts'
import { LedgerError } from '../ledger-error.ts'
import { emptyRoot } from '../merkle/hash.ts'
import { type VerifiedCheckpoint, openCheckpoint } from '../notes/verify-note.ts'
import { TileReader } from '../tiles/tile-reader.ts'
import { removeBeyond } from './beyond.ts'
import { emptyEdge, readEdge } from './edge.ts'
import { type Head, compareHeads, continues } from './heads.ts'
import { Log, type LogSettings, keysOf } from './log.ts'
import type { RememberedHead } from './remembered.ts'

export interface OpenOptions extends LogSettings {
  /** Begin a log where there is none. Without it an empty place is an error: files may be missing. */
  create?: boolean
  /** Signed checkpoints that witnesses hold of this log, with at least a signature by the log. */
  witnessed?: readonly string[]
}

/**
 * The log, which may refuse to sign: see `Log.refusal`. Throws `locked`, `not-a-log`, `damaged`
 * (the files do not make up the signed root: restore them) and what `openCheckpoint` throws.
 */
export async function openLog(options: OpenOptions): Promise<Log> {
  if (options.signers.length === 0) {
    throw new LedgerError('malformed-key', { why: 'the log has none to sign with' })
  }
  const release = await options.storage.lock()
  try {
    const found = await look(options)
    const { published, memory, text } = found
    const head: Head = published ?? { size: 0, root: emptyRoot }
    const { size, root } = { size: head.size, root: head.root ?? emptyRoot }
    const read = (path: string) => options.storage.read(path)
    const edge = size === 0 ? emptyEdge : await readEdge(read, size, root)
    const witnessed = (options.witnessed ?? []).map((note) => openOwn(options, note))
    const fresh = !published && !memory
    const known = { disk: head, memory: fresh ? head : memory, witnessed }
    const disagreement = await compareHeads(known, new TileReader(read, size))
    if (!disagreement) await removeBeyond(options.storage, size)
    const { note } = found
    const time = Math.max(note?.time ?? 0, timeOf(options, text))
    const state = { checkpoint: text, root, edge, memory: note, time, disagreement, release }
    return new Log(options, state)
  } catch (error) {
    await release()
    throw error
  }
}

interface Found {
  published: VerifiedCheckpoint | null
  /** The published checkpoint as it stands, `''` if there is none. */
  text: string
  memory: VerifiedCheckpoint | null
  note: RememberedHead | null
}

/** Reads checkpoint and memory; publishes the remembered head if its files are whole. */
async function look(options: OpenOptions): Promise<Found> {
  const bytes = await options.storage.read('checkpoint')
  const text = bytes ? toText(bytes) : ''
  if (text === null) throw new LedgerError('damaged', { path: 'checkpoint' })
  const note = await options.remembered.load()
  const published = text === '' ? null : openOwn(options, text)
  const memory = note ? openOwn(options, note.checkpoint) : null
  if (!published && !memory && !options.create) throw new LedgerError('not-a-log')
  const from = published ?? { size: 0, root: emptyRoot }
  if (!note || !memory || memory.size <= from.size || !(await isWhole(options, from, memory))) {
    return { published, text, memory, note }
  }
  await options.storage.write([{ path: 'checkpoint', bytes: toBytes(note.checkpoint) }])
  return { published: memory, text: note.checkpoint, memory, note }
}

/** Whether the files hold the remembered tree, and it goes on from the published one. */
async function isWhole(
  options: OpenOptions,
  from: Head,
  memory: VerifiedCheckpoint,
): Promise<boolean> {
  const read = (path: string) => options.storage.read(path)
  try {
    await readEdge(read, memory.size, memory.root)
    return await continues(from, memory, new TileReader(read, memory.size))
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'damaged') return false
    throw error
  }
}

function openOwn(options: OpenOptions, note: string): VerifiedCheckpoint {
  return openCheckpoint(note, keysOf(options), options.origin)
}

/** Latest time that log or witnesses state in the published checkpoint. */
function timeOf(options: OpenOptions, text: string): number {
  if (text === '') return 0
  const keys = [...keysOf(options), ...(options.witnessKeys ?? [])]
  return openCheckpoint(text, keys, options.origin).time ?? 0
}

// Ways of changing a public log, from one flipped bit to a history rewritten by a superuser.
import { TileReader, formatCheckpoint, formatNote, openLog, parseCheckpoint } from '@rimaq/ledger'
import { parseNote, parseTilePath, readEntries, signNote, writeEntries } from '@rimaq/ledger'
import type { Random } from '../shared/random.ts'
import { type Files, inMemory, logKeys, memory, optionsFor, origin } from './places.ts'

export interface Target {
  /** The honest public files; never changed. */
  files: Files
  /** Complete earlier states of the same log, each with its cosigned checkpoint. */
  earlier: Files[]
}

/** Gives changed files, or null where this change cannot be made. */
export type Alteration = (target: Target, random: Random) => Promise<Files | null>

const with_ = (files: Files, path: string, bytes: Uint8Array): Files =>
  new Map(files).set(path, bytes)

/** Files that the current checkpoint needs; shorter forms of tiles may be deleted by anybody. */
function needed(files: Files): string[] {
  const size = sizeOf(files)
  return [...files.keys()].filter((path) => {
    const tile = parseTilePath(path)
    if (!tile) return true
    const count = tile.level === 'entries' ? size : Math.floor(size / 256 ** tile.level)
    return tile.width === Math.min(256, count - 256 * tile.index)
  })
}

function sizeOf(files: Files): number {
  return parseCheckpoint(parseNote(files.get('checkpoint')!).text).size
}

function bundles(files: Files): string[] {
  return needed(files).filter((path) => path.startsWith('tile/entries/'))
}

/** A whole log over these entries, as its tiles would be; its checkpoint is signed by the log. */
async function rebuilt(entries: Uint8Array[]): Promise<Files> {
  const files: Files = new Map()
  const log = await openLog(optionsFor(inMemory(files), memory()))
  await log.append(entries)
  await log.close()
  return files
}

async function allEntries(files: Files): Promise<Uint8Array[]> {
  const reader = new TileReader(inMemory(files).read, sizeOf(files))
  const found: Uint8Array[] = []
  for (let index = 0; index < reader.size; index++) found.push(await reader.entry(index))
  return found
}

/** The tiles of other entries, under the signatures of the honest checkpoint. */
async function rewritten(target: Target, entries: Uint8Array[]): Promise<Files> {
  const files = await rebuilt(entries)
  const honest = parseNote(target.files.get('checkpoint')!)
  const { text } = parseNote(files.get('checkpoint')!)
  return files.set('checkpoint', Buffer.from(formatNote({ ...honest, text })))
}

export const alterations: Record<string, Alteration> = {
  async 'one bit of any file'({ files }, random) {
    const path = random.pick([...files.keys()])
    const bytes = new Uint8Array(files.get(path)!)
    bytes[random.below(bytes.length)]! ^= 1 << random.below(8)
    return with_(files, path, bytes)
  },
  async 'one bit of the checkpoint'({ files }, random) {
    const bytes = new Uint8Array(files.get('checkpoint')!)
    bytes[random.below(bytes.length)]! ^= 1 << random.below(8)
    return with_(files, 'checkpoint', bytes)
  },
  async 'a file cut short'({ files }, random) {
    const path = random.pick([...files.keys()])
    const bytes = files.get(path)!
    return with_(files, path, bytes.slice(0, random.below(bytes.length)))
  },
  async 'bytes added to a file'({ files }, random) {
    const path = random.pick([...files.keys()])
    const more = random.bytes(1 + random.below(64))
    return with_(files, path, Buffer.concat([files.get(path)!, more]))
  },
  async 'a file deleted'({ files }, random) {
    const fewer = new Map(files)
    fewer.delete(random.pick(needed(files)))
    return fewer
  },
  async 'two files exchanged'({ files }, random) {
    const [one, other] = [random.pick([...files.keys()]), random.pick([...files.keys()])]
    return with_(with_(files, one, files.get(other)!), other, files.get(one)!)
  },
  async 'entries of a bundle in another order'({ files }, random) {
    const path = random.pick(bundles(files))
    const entries = readEntries(files.get(path)!)!
    const [one, other] = [random.below(entries.length), random.below(entries.length)]
    const swapped = entries.with(one, entries[other]!).with(other, entries[one]!)
    return with_(files, path, writeEntries(swapped))
  },
  async 'an entry taken out of a bundle or put in'({ files }, random) {
    const path = random.pick(bundles(files))
    const entries = readEntries(files.get(path)!)!
    const at = random.below(entries.length)
    const changed =
      random.below(2) === 0 ? entries.toSpliced(at, 1) : entries.toSpliced(at, 0, random.bytes(20))
    return with_(files, path, writeEntries(changed))
  },
  async 'a file replaced by an earlier one'({ files, earlier }, random) {
    const old = random.pick(earlier)
    const path = random.pick([...old.keys()])
    const tile = parseTilePath(path)
    const same = [...files.keys()].filter((name) => {
      const other = parseTilePath(name)
      if (!tile || !other) return name === path
      return other.level === tile.level && other.index === tile.index
    })
    return same.length === 0 ? null : with_(files, random.pick(same), old.get(path)!)
  },
  async 'the whole log replaced by an earlier one'({ earlier }, random) {
    return new Map(random.pick(earlier))
  },
  async 'an entry changed and all tiles made to fit'(target, random) {
    const entries = await allEntries(target.files)
    const at = random.below(entries.length)
    return rewritten(target, entries.with(at, random.bytes(1 + random.below(80))))
  },
  async 'entries removed from the end and all tiles made to fit'(target, random) {
    const entries = await allEntries(target.files)
    return rewritten(target, entries.slice(0, 1 + random.below(entries.length - 1)))
  },
  async 'another history signed with the stolen key of the log'(target, random) {
    const entries = await allEntries(target.files)
    const at = random.below(entries.length)
    return rebuilt([...entries.with(at, random.bytes(30)), random.bytes(30)])
  },
  async 'a checkpoint of another size signed with the stolen key'({ files }, random) {
    const { root } = parseCheckpoint(parseNote(files.get('checkpoint')!).text)
    const size = sizeOf(files) + 1 + random.below(300)
    const text = formatCheckpoint({ origin, size, root, extensions: [] })
    return with_(files, 'checkpoint', Buffer.from(signNote(text, logKeys, 1_900_000_000)))
  },
}

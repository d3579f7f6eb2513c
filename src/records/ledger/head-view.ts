// What everybody may read of a ledger: its published files, and nothing beyond its signed head.
import {
  type Checkpoint,
  TileReader,
  openFolder,
  parseCheckpoint,
  parseNote,
  parseTilePath,
} from '@rimaq/ledger'

export interface PublishedHead extends Checkpoint {
  /** The signed note. */
  note: string
}

export interface PublicFiles {
  /** The published head; null before the first entry. */
  head(): Promise<PublishedHead | null>
  /** A tile or bundle of that head; null for any other path. */
  tile(path: string): Promise<Uint8Array | null>
  reader(head: PublishedHead): TileReader
}

export function publicFiles(folder: string): PublicFiles {
  const storage = openFolder(folder)
  const read = (path: string): Promise<Uint8Array | null> => storage.read(path)
  const head = async (): Promise<PublishedHead | null> => {
    const bytes = await read('checkpoint')
    if (!bytes) return null
    const note = Buffer.from(bytes).toString('utf8')
    return { ...parseCheckpoint(parseNote(note).text), note }
  }
  return {
    head,
    async tile(path) {
      const tile = parseTilePath(path)
      const published = tile && (await head())
      if (!tile || !published) return null
      const { level, index, width } = tile
      const count = level === 'entries' ? published.size : Math.floor(published.size / 256 ** level)
      // What a killed writer left beyond the head may be replaced: it must not be kept by caches.
      if (index * 256 + width > count) return null
      return read(path)
    },
    reader: (published) => new TileReader(read, published.size),
  }
}

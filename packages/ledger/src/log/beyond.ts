// Removes what a killed writer left behind the last published checkpoint.
import { dirname } from 'node:path/posix'
import { countAt, levelsOf, parseTilePath, tilePath, tileWidth } from '../tiles/coordinates.ts'
import type { LedgerStorage } from './storage.ts'

/**
 * Nobody was ever told of these files; left there, a longer partial tile would contradict the one
 * that is written next. A batch is so small (`mostEntries`) that they lie in the folder of the last
 * tile or in the next one.
 */
export async function removeBeyond(storage: LedgerStorage, size: number): Promise<void> {
  const levels = levelsOf(size)
  for (const level of ['entries' as const, ...levels, levels.length]) {
    const count = countAt(level, size)
    const last = Math.floor(count / tileWidth)
    for (const index of [last, (Math.floor(last / 1000) + 1) * 1000]) {
      const folder = dirname(tilePath({ level, index, width: tileWidth }))
      for (const name of await storage.list(folder)) {
        await removeIfBeyond(storage, `${folder}/${name}`, count)
      }
    }
  }
}

/** `path` is a full tile, or the folder of its parts. */
async function removeIfBeyond(storage: LedgerStorage, path: string, count: number): Promise<void> {
  const parts = path.endsWith('.p')
  const tile = parseTilePath(parts ? `${path}/1` : path)
  if (!tile) return
  const start = tile.index * tileWidth
  if (start + tile.width > count) return storage.remove([path])
  if (!parts || start + tileWidth <= count) return
  const longer = (await storage.list(path)).filter((name) => start + Number(name) > count)
  await storage.remove(longer.map((name) => `${path}/${name}`))
}

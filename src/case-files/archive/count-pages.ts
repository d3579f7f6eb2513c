// Counts the folios of stored files before they come into a case.
import { countPagesInWorker } from '@rimaq/signatures'
import type { ContentHash, FileStore } from '#platform'
import type { Db } from '../catalogue/store-procedures.ts'
import { type Counted, foliosOf } from './folios.ts'
import { countedAmong, insertPageCount } from './store-index.ts'

/** Folios of a file by the rule of folios.ts. */
export async function countFolios(
  files: Pick<FileStore, 'local'>,
  { sha256, mediaType }: { sha256: string; mediaType: string },
): Promise<Counted> {
  if (mediaType !== 'application/pdf') return foliosOf(mediaType, null)
  return foliosOf(mediaType, await countPagesInWorker(await files.local(sha256 as ContentHash)))
}

/**
 * Writes down the folios of files that are about to come into a case; what was counted already is
 * not read again. The index takes them from there in the statement that brings the document.
 */
export async function noteFolios(
  db: Db,
  files: Pick<FileStore, 'local'>,
  coming: readonly { sha256: string; mediaType: string }[],
): Promise<void> {
  const known = await countedAmong(
    db,
    coming.map(({ sha256 }) => sha256),
  )
  // In one order everywhere: two that bring the same files do not wait for each other in a circle.
  for (const file of coming.toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1))) {
    if (known.has(file.sha256)) continue
    known.add(file.sha256)
    await insertPageCount(db, file.sha256, await countFolios(files, file))
  }
}

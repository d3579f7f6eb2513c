// Reads a whole stored document into memory, and gives one to the store.
import type { ContentHash, FileStore } from '#platform'
import { CaseFilesError } from '../errors.ts'

/** @throws CaseFilesError not-prepared */
export async function bytesOf(
  { files }: { files: FileStore },
  hash: string | null,
): Promise<Uint8Array> {
  if (hash === null) throw new CaseFilesError('not-prepared')
  const pieces: Uint8Array[] = []
  for await (const piece of await files.read(hash as ContentHash)) pieces.push(piece)
  return new Uint8Array(Buffer.concat(pieces))
}

export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

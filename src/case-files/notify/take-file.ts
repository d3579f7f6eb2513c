// Takes one file of a form into the store: judged by its first bytes, counted, and none where none was chosen.
import type { FileStore } from '#platform'
import { readUploadForm } from '#platform/http'
import { CaseFilesError } from '../errors.ts'
import { headBytes, mediaTypeOf } from '../filing/file-kinds.ts'
import type { Evidence } from './deliver.ts'

/** Bytes of one file that comes with an appeal or proves a delivery. */
export const mostBytes = 50_000_000

export interface SentForm {
  fields: Record<string, string>
  file: Evidence | null
}

/**
 * The bytes are durable when it answers. `contentType` is the header of the request.
 * @throws CaseFilesError file-kind, too-large; Refusal for what is no such form
 */
export async function takeForm(
  files: FileStore,
  body: AsyncIterable<Uint8Array>,
  contentType: string | string[] | undefined,
): Promise<SentForm> {
  const type = Array.isArray(contentType) ? (contentType[0] ?? '') : (contentType ?? '')
  const upload = await readUploadForm(body, type)
  try {
    return { fields: upload.fields, file: await takeFile(files, upload.name, upload.file) }
  } catch (error) {
    upload.drop()
    throw error
  }
}

async function takeFile(
  files: FileStore,
  sentName: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Evidence | null> {
  const name = sentName.replaceAll(/[/\\\p{C}]/gu, '_').slice(-200)
  const source = bytes[Symbol.asyncIterator]()
  const first: Uint8Array[] = []
  let head = 0
  while (head < headBytes) {
    const step = await source.next()
    if (step.done === true) break
    first.push(step.value)
    head += step.value.length
  }
  if (head === 0) return null
  const mediaType = mediaTypeOf(name, Buffer.concat(first).subarray(0, headBytes))
  if (mediaType === null) throw new CaseFilesError('file-kind', { name })
  async function* whole(): AsyncGenerator<Uint8Array> {
    let total = head
    yield* first
    for (;;) {
      const step = await source.next()
      if (step.done === true) return
      total += step.value.length
      if (total > mostBytes) throw new CaseFilesError('too-large', { name, most: mostBytes / 1e6 })
      yield step.value
    }
  }
  const { hash, bytes: size } = await files.put(whole())
  return { name, mediaType, sha256: hash, bytes: size }
}

// The job that builds the index files of a new version in a child, and tells everyone when they are there.
import { rm, stat } from 'node:fs/promises'
import type { IndexFiles } from '@rimaq/tables'
import type { IndexChildInput } from './index-child.ts'
import { indexFiles } from './store-read.ts'
import { replaceIndexFiles } from './store-write.ts'
import { workFolder } from './sweep-temp.ts'
import { type WriteContext, change } from './write-context.ts'

/** Building may take longer than reading the file did: every column may get an order. */
const patience = 2

/** Builds what is missing for one version; does nothing when it is built already. */
export async function buildIndexFiles(
  context: WriteContext,
  versionId: string,
  signal?: AbortSignal,
): Promise<void> {
  const { database, catalogue, temp, limits } = context
  const [version] = await catalogue.versions([versionId])
  if (version === undefined || (await indexFiles(database.kysely, versionId)).length > 0) return
  const table = await catalogue.files(version)
  const folder = await workFolder(temp, 'index')
  try {
    const input: IndexChildInput = {
      table: { manifest: table.manifest, parquet: table.parquet },
      outDir: folder,
      temp: folder,
      memory: limits.memory,
    }
    const built = await context.sandbox.run<IndexFiles>({
      module: new URL('./index-child.ts', import.meta.url),
      input,
      reads: [table.parquet, folder],
      writes: [folder],
      time: limits.time * patience,
      memory: limits.memory,
      ...(signal === undefined ? {} : { signal }),
    })
    await keep(context, versionId, built)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function keep(context: WriteContext, versionId: string, built: IndexFiles): Promise<void> {
  const paths: [string, string, string][] = [
    ...Object.entries(built.orders ?? {}).map(([id, path]): [string, string, string] => [
      'order',
      id,
      path,
    ]),
    ...Object.entries(built.texts ?? {}).map(([form, path]): [string, string, string] => [
      'text',
      form,
      path,
    ]),
    ...(built.rows === undefined ? [] : [['rows', '', built.rows] as [string, string, string]]),
    ...(built.words === undefined ? [] : [['words', '', built.words] as [string, string, string]]),
  ]
  const files: { kind: string; column: string; hash: string; bytes: number }[] = []
  for (const [kind, column, path] of paths) {
    const { size } = await stat(path)
    const { hash } = await context.files.putFile(path)
    files.push({ kind, column, hash, bytes: size })
  }
  await change(context, async (db) => {
    await replaceIndexFiles(db, versionId, files)
    return { answer: undefined, changes: [{ version: versionId }], acts: [] }
  })
}

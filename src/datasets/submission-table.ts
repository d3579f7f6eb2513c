// Gives the reviewer the table that was read from a file and the version it would follow.
import { readFile } from 'node:fs/promises'
import { findRecord, inViewOf } from '#people'
import { type Manifest, type PrivacyFinding, type TableFiles, stops } from '@rimaq/tables'
import type { Version } from './model.ts'
import { idOfDataset } from './store-read.ts'
import { readSubmissions } from './store-submissions.ts'
import type { Submission } from './submission.ts'
import type { WriteContext } from './write-context.ts'

export interface SubmissionTable {
  /** As it was read, for `Tables`. */
  read: TableFiles
  /** What is published now, and would be followed by it; null where there is nothing. */
  current: { version: Version; files: TableFiles } | null
  /** Whether something else was published since it was read: approving reads it again on top of that. */
  moved: boolean
  /** Ids of columns whose cells nobody is to see in passing: they point to people, untreated. */
  covered: ReadonlySet<string>
}

/**
 * Null when it is absent, invisible, not read, or the newest version already.
 * @throws PeopleError not-permitted, without the verb `read`
 */
export async function submissionTable(
  context: WriteContext,
  id: string,
): Promise<SubmissionTable | null> {
  const row = await inViewOf(context, async (view) => {
    const record = await findRecord(view, { verb: 'read', kind: 'submission', id })
    return record === null ? null : ((await readSubmissions(view.trx, [record.id]))[0] ?? null)
  })
  if (row === null || row.table === null || row.manifest === null) return null
  const { files, catalogue } = context
  const described = await readFile(await files.local(row.manifest as never), 'utf8')
  const manifest = JSON.parse(described) as Manifest
  const parquet = await files.local(row.table as never)
  const version = await currentVersion(context, row)
  return {
    read: { manifest, parquet },
    current: version === null ? null : { version, files: await catalogue.files(version) },
    moved: (version?.id ?? null) !== row.base,
    covered: coveredColumns(row.stopped ? (manifest.privacy?.findings ?? []) : []),
  }
}

/** Only of what stops: an override is reviewed by what it would show. */
function coveredColumns(findings: readonly PrivacyFinding[]): Set<string> {
  return new Set(
    findings
      .filter(stops)
      .flatMap(({ column, columns = [] }) => [
        ...(column === undefined ? [] : [column]),
        ...columns.map(({ id }) => id),
      ]),
  )
}

async function currentVersion(
  { database, catalogue }: WriteContext,
  { slug, wanted }: Pick<Submission, 'slug' | 'wanted'>,
): Promise<Version | null> {
  const id = await idOfDataset(database.kysely, slug)
  const [dataset] = id === null ? [] : await catalogue.datasets([id])
  const resource =
    wanted.resource === undefined
      ? dataset?.resources[0]
      : dataset?.resources.find(({ id: own, name }) => [own, name].includes(wanted.resource ?? ''))
  return resource?.version ?? null
}

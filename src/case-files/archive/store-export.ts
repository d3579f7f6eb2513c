// Reads a case as it is carried to another installation.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'

export interface CarriedDocument {
  position: number
  event: number
  requirement: string
  name: string
  mediaType: string
  sha256: string
  bytes: number
  origin: 'filer' | 'entity' | 'other-entity'
  kind: string
}

export async function documentsOf(db: Db, caseId: string): Promise<CarriedDocument[]> {
  const { rows } = await sql<CarriedDocument>`
    SELECT position, event_seq AS event, requirement, name, media_type AS "mediaType", sha256,
      bytes::float8 AS bytes, origin, kind
    FROM case_files.document WHERE case_id = ${caseId}::uuid ORDER BY position`.execute(db)
  return rows
}

export interface ProcedureFacts {
  hash: string
  code: string
  version: number
}

export async function procedureFactsOf(db: Db, versionId: string): Promise<ProcedureFacts> {
  const { rows } = await sql<ProcedureFacts>`SELECT v.hash, p.code, v.number AS version
    FROM case_files.procedure_version v JOIN case_files.procedure p ON p.id = v.procedure_id
    WHERE v.id = ${versionId}::uuid`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error(`there is no version ${versionId}`)
  return row
}

/** Id of the case with this number; the last year's first where several institutions gave it. */
export async function caseByNumber(
  db: Db,
  { year, number }: { year: number; number: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`SELECT id FROM case_files.case_file
    WHERE year = ${year} AND number = ${number} ORDER BY id`.execute(db)
  return rows.map(({ id }) => id)
}

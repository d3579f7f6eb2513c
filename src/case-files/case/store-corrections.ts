// Reads and writes the files of a correction until it is sent.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'
import type { FiledFile } from '../filing/store-filings.ts'

const columns = sql`position, requirement, name, media_type AS "mediaType", sha256,
  bytes::float8 AS bytes`

/** Whoever sends or changes them holds the case. */
export async function readCorrectionFiles(db: Db, id: string): Promise<FiledFile[]> {
  const { rows } = await sql<FiledFile>`SELECT ${columns} FROM case_files.correction_file
    WHERE case_id = ${id}::uuid ORDER BY position`.execute(db)
  return rows
}

export async function insertCorrectionFile(
  db: Db,
  id: string,
  file: Omit<FiledFile, 'position'>,
): Promise<void> {
  await sql`INSERT INTO case_files.correction_file (case_id, position, requirement, name,
      media_type, sha256, bytes)
    SELECT ${id}::uuid, coalesce(max(position), 0) + 1, ${file.requirement}, ${file.name},
      ${file.mediaType}, ${file.sha256}, ${file.bytes}
    FROM case_files.correction_file WHERE case_id = ${id}::uuid`.execute(db)
}

export async function deleteCorrectionFile(db: Db, id: string, position: number): Promise<void> {
  await sql`DELETE FROM case_files.correction_file
    WHERE case_id = ${id}::uuid AND position = ${position}`.execute(db)
}

export async function deleteCorrectionFiles(db: Db, id: string): Promise<void> {
  await sql`DELETE FROM case_files.correction_file WHERE case_id = ${id}::uuid`.execute(db)
}

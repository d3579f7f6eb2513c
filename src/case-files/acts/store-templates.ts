// Reads and writes the versions of templates.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'
import type { Template, TemplateContent } from './template.ts'

/** The newest version of each, by name; `retired` ones too where asked for. */
export async function newestTemplates(db: Db, retired = false): Promise<Template[]> {
  const { rows } = await sql<Template>`
    SELECT * FROM (
      SELECT DISTINCT ON (code) code, version, content, written FROM case_files.act_template
      ORDER BY code, version DESC) AS newest
    WHERE ${retired} OR NOT coalesce((content ->> 'retired')::boolean, false)
    ORDER BY content ->> 'name'`.execute(db)
  return rows
}

/** All versions of one, newest first. */
export async function versionsOfTemplate(db: Db, code: string): Promise<Template[]> {
  const { rows } = await sql<Template>`
    SELECT code, version, content, written FROM case_files.act_template
    WHERE code = ${code} ORDER BY version DESC LIMIT 200`.execute(db)
  return rows
}

/** Null when somebody else wrote that version in between. */
export async function insertTemplate(
  db: Db,
  row: { code: string; version: number; content: TemplateContent; person: string | null },
  now: Date,
): Promise<number | null> {
  const { rows } = await sql<{ version: number }>`
    INSERT INTO case_files.act_template (code, version, content, person_id, written)
    VALUES (${row.code}, ${row.version}, ${JSON.stringify(row.content)}::jsonb,
      ${row.person}::uuid, ${now})
    ON CONFLICT DO NOTHING RETURNING version`.execute(db)
  return rows[0]?.version ?? null
}

// The statements that read what the database knows about its own tables.
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Schema } from '../schema.generated.ts'

export interface ColumnFacts {
  schema: string
  table: string
  /** r: table, p: partitioned table, v: view, m: materialised view (pg_class.relkind). */
  kind: string
  tableComment: string | null
  column: string
  columnComment: string | null
  /** Name of the base type (domains resolved), without the array. */
  type: string
  array: boolean
  /** Labels of an enum type, in order. */
  labels: string[] | null
  nullable: boolean
  /** A value is made when none is given (default, identity). */
  hasDefault: boolean
  /** The value can never be given (generated, identity always). */
  readOnly: boolean
}

/** Every column of the tables and views of these schemas, in a stable order. */
export async function readCatalogue(
  kysely: Kysely<Schema>,
  schemas: readonly string[],
): Promise<ColumnFacts[]> {
  const { rows } = await sql<ColumnFacts>`
    select n.nspname as schema, c.relname as table, c.relkind::text as kind,
      obj_description(c.oid, 'pg_class') as "tableComment",
      a.attname as column, col_description(c.oid, a.attnum) as "columnComment",
      coalesce(base.typname, element.typname) as type,
      (element.oid <> t.oid) as array,
      (select array_agg(e.enumlabel::text order by e.enumsortorder) from pg_enum e
        where e.enumtypid = element.oid) as labels,
      not (a.attnotnull or t.typnotnull or element.typnotnull) as nullable,
      (a.atthasdef or a.attidentity <> '') as "hasDefault",
      (a.attgenerated <> '' or a.attidentity = 'a') as "readOnly"
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    join pg_type element on element.oid =
      case when t.typcategory = 'A' and t.typelem <> 0 then t.typelem else t.oid end
    left join pg_type base on base.oid = nullif(element.typbasetype, 0)
    where c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
      and n.nspname = any(${schemas})
    order by n.nspname collate "C", c.relname collate "C", a.attnum`.execute(kysely)
  return rows
}

/** Tables and columns without a COMMENT ON, as `schema.table` and `schema.table.column`. */
export async function uncommented(
  kysely: Kysely<Schema>,
  schemas: readonly string[],
): Promise<string[]> {
  const facts = await readCatalogue(kysely, schemas)
  const missing = new Set<string>()
  for (const { schema, table, column, tableComment, columnComment } of facts) {
    if (!tableComment) missing.add(`${schema}.${table}`)
    if (!columnComment) missing.add(`${schema}.${table}.${column}`)
  }
  return [...missing]
}

// Functions of PostgreSQL that DuckDB lacks or understands otherwise, rewritten by postgres-dialect.

/** Accepted in the `postgres` dialect besides the allowed functions of DuckDB. */
export const postgresFunctions: ReadonlySet<string> = new Set([
  'to_char',
  'to_date',
  'to_number',
  'btrim',
  'initcap',
  'json_agg',
  'every',
  'date',
  'clock_timestamp',
  'statement_timestamp',
])

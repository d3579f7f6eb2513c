// (next commit)
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Tree } from './stranger-statement.ts'
export async function postgresStatement(
  _connection: DuckDBConnection,
  _tree: Tree,
  sql: string,
): Promise<string> {
  return sql
}

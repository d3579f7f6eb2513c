// Runs in a disposable child: builds the index files of one Parquet file.
import type { IndexFiles, TableFiles } from '@rimaq/tables'
import { buildIndexes } from '@rimaq/tables/build'

export interface IndexChildInput {
  table: TableFiles
  outDir: string
  temp: string
  /** Bytes for DuckDB; the child is killed at the same limit, so it gets half. */
  memory: number
}

export async function run(input: unknown): Promise<IndexFiles> {
  const { memory, ...options } = input as IndexChildInput
  return buildIndexes({ ...options, memory: Math.floor(memory / 2) })
}

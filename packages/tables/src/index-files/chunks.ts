// Takes columns out of DuckDB's chunks without making an object per value.
import type { DuckDBDataChunk } from '@duckdb/node-api'

/** A column of UINTEGER without nulls. */
export function numbersOf(chunk: DuckDBDataChunk, column: number): Uint32Array {
  const vector = chunk.getColumnVector(column)
  // The typed array is there but not declared; copying value by value is ten times slower.
  const items = (vector as unknown as { items?: unknown }).items
  if (items instanceof Uint32Array) return items.subarray(0, chunk.rowCount)
  return Uint32Array.from(vector.toArray() as number[])
}

/** A column of VARCHAR without nulls. */
export function textsOf(chunk: DuckDBDataChunk, column: number): string[] {
  return chunk.getColumnVector(column).toArray() as string[]
}

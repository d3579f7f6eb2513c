// What a hostile file is to the torture: how it is made, and what may become of it.
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'

export interface Family {
  /** What it is, in a few words. */
  name: string
  /** The name it is sent under. */
  file: string
  /** Content, or a function that makes whatever stands at the path. */
  make: (() => Buffer | string) | { at(path: string): void | Promise<void> }
  /**
   * `refused`: a sentence, nothing published. A number: published with exactly so many rows.
   * `either`: a sentence or a whole version.
   */
  expect: 'refused' | 'either' | number
  /** Cells that are not empty, where they are published. */
  cells?: number
  /** What is published, if it is, must have exactly so many rows: a checksum guards the content. */
  rowsIfPublished?: number
  /** Too slow or too large for the tests. */
  heavy?: true
  /** Acts on the file when publishing reaches a phase; returns what ends it. */
  meanwhile?: { phase: string; act(path: string): (() => void) | void }
  /** A path is published in its place, such as a device. */
  path?: string
}

export async function makeFile(family: Family, path: string): Promise<void> {
  if (typeof family.make === 'function') writeFileSync(path, family.make())
  else await family.make.at(path)
}

/** Writes `head`, then `unit` so often, then `tail`, without holding it all. */
export function repeatInto(
  path: string,
  parts: { head?: string; unit: string | Buffer; times: number; tail?: string },
): void {
  const file = openSync(path, 'w')
  const unit = Buffer.from(parts.unit as string)
  const together = Math.max(1, Math.floor((4 << 20) / unit.length))
  const large = Buffer.concat(Array.from({ length: Math.min(together, parts.times) }, () => unit))
  try {
    writeSync(file, parts.head ?? '')
    let left = parts.times
    for (; left >= together; left -= together) writeSync(file, large)
    if (left > 0) writeSync(file, large.subarray(0, left * unit.length))
    writeSync(file, parts.tail ?? '')
  } finally {
    closeSync(file)
  }
}

/** A plain table: text with accents, codes, whole numbers, decimals, dates; `rows` lines after the heads. */
export function plainCsv(rows: number): string {
  const lines = ['codigo,nombre,monto,fecha']
  for (let row = 1; row <= rows; row++) {
    const day = String((row % 28) + 1).padStart(2, '0')
    lines.push(`C${String(row).padStart(5, '0')},Peña ${row},${row}.${row % 10}5,2024-03-${day}`)
  }
  return `${lines.join('\n')}\n`
}

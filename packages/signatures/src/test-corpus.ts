// Finds the corpus of signed files beside the repository, where it is there.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const FOLDER = resolve(import.meta.dirname, '../../../../shared/data/signatures')

/** Why tests over the corpus are skipped; false when it is there. */
export const corpusAbsent: string | false = existsSync(join(FOLDER, 'index.csv'))
  ? false
  : 'the corpus of signed files is not beside the repository'

export interface CorpusFile {
  file: string
  what: string
  /** `T-VALID`, `TOTAL_FAILED|INDETERMINATE` and so on. */
  expected: string
}

export function corpusFiles(): CorpusFile[] {
  const [, ...rows] = parseCsv(readFileSync(join(FOLDER, 'index.csv'), 'utf8'))
  return rows.map(([file = '', , , , , , , what = '', expected = '']) => ({ file, what, expected }))
}

export function readCorpus(file: string): Uint8Array {
  return new Uint8Array(readFileSync(join(FOLDER, file)))
}

function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain = '', stop] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g,
  )) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain)
    if (stop?.endsWith('\n') === true) rows.push([])
    else if (stop === '') break
  }
  return rows.filter((row) => row.length > 1)
}

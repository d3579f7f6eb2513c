// Reads every file of the messy corpora and says for each whether anything was lost.
// Run directly it writes docs/results/messy-corpora.md.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type Manifest, TableError, describeTableError } from '@rimaq/tables'
import { ingest } from '@rimaq/tables/build'
import { Duck } from '../../packages/tables/src/build/duck.ts'
import { decodeBytes, detectEncoding } from '../../packages/tables/src/read/encoding.ts'
import { readTable } from '../../packages/tables/src/read/read-table.ts'
import { stagingColumn } from '../../packages/tables/src/read/staged.ts'
import { unwrapFile } from '../../packages/tables/src/read/unwrap.ts'
import { listFiles, unpackCorpus } from './corpora.ts'

export interface Outcome {
  file: string
  /** `read`, `refused` in words a person can act on, or `crashed`. */
  result: 'read' | 'refused' | 'crashed'
  rows: number
  columns: number
  format: string
  /** Letters and digits of the file that are in no heading, preamble or cell; null if not countable. */
  lost: number | null
  /** Codes of findings, or the sentence of the refusal. */
  note: string
}

export const CORPORA: { name: string; keep: (file: string) => boolean }[] = [
  { name: 'csv-spectrum', keep: (file) => /\.csv$/.test(file) },
  { name: 'messytables_horror', keep: (file) => !/\.(py|md)$|LICENSE/.test(file) },
  { name: 'csv-detective_tests', keep: (file) => /data\//.test(file) },
  { name: 'duckdb_data_csv', keep: (file) => !/LICENSE|README/.test(file) },
]

const LIMITS = { bytes: 1 << 30, unpackRatio: 200 }

/** Reads one file twice: as the portal would, and counting its letters. Never throws. */
export async function tryFile(path: string, file: string): Promise<Outcome> {
  const temp = mkdtempSync(join(tmpdir(), 'rimaq-messy-'))
  const outcome: Outcome = {
    file,
    result: 'read',
    rows: 0,
    columns: 0,
    format: '',
    lost: null,
    note: '',
  }
  try {
    const manifest = await ingest({
      path,
      name: basename(path),
      outDir: join(temp, 'out'),
      temp,
      mode: 'replace',
      repairs: 'none',
      limits: { threads: 1 },
    })
    outcome.rows = manifest.rows
    outcome.columns = manifest.columns.length
    outcome.format = formatOf(manifest)
    outcome.note = [...new Set(manifest.findings.map(({ code }) => code))].join(' ')
    outcome.lost = manifest.source.format === 'csv' ? await lostLetters(path, temp) : null
  } catch (error) {
    outcome.result = error instanceof TableError ? 'refused' : 'crashed'
    outcome.note =
      error instanceof TableError ? describeTableError(error, 'en') : String(error).slice(0, 200)
  } finally {
    rmSync(temp, { recursive: true, force: true })
  }
  return outcome
}

function formatOf({ source }: Manifest): string {
  const mark = JSON.stringify(source.dialect?.delimiter ?? '').slice(1, -1)
  return [...source.wrappers.map((wrapper) => wrapper.split(':')[0]), source.format, mark]
    .filter((part) => part !== '')
    .join(' ')
}

/**
 * Letters and digits in the file minus those staged. It knows nothing of quotes or records, so it
 * cannot make the reader's mistakes.
 */
async function lostLetters(path: string, temp: string): Promise<number> {
  const file = await unwrapFile({ path, name: basename(path), temp, limits: LIMITS })
  const encoding = detectEncoding(file.path)
  const text = decodeBytes(readFileSync(file.path).subarray(encoding.bom), encoding.name)
  const duck = await Duck.open({ temp, memory: 1 << 29, threads: 1, onDisk: false })
  try {
    const staged = await readTable({
      duck,
      path: file.path,
      name: file.name,
      temp,
      columns: 20_000,
      ...LIMITS,
    })
    const cells = staged.heads.map(
      (_, index) =>
        `coalesce(sum(length(regexp_replace(${stagingColumn(index)}, '[^\\pL\\pN]', '', 'g'))), 0)`,
    )
    const [sum] = await duck.row(`SELECT (${cells.join(' + ')})::BIGINT FROM staging`)
    const inCells = Number(sum)
    const long = staged.findings.some(
      ({ code, detail }) => code === 'ragged-rows' && Number(detail?.['long']) > 0,
    )
    const heads = staged.named ? (long ? staged.heads.slice(0, -1) : staged.heads) : []
    const preamble = staged.source.dialect?.preamble ?? 0
    const before = text.split(/\r*\n|\r/, preamble).join('\n')
    const all = count(text) - count(heads.join(' ')) - count(before)
    if (all === inCells) return 0
    // The two engines may know different versions of Unicode: count by one of them alone.
    const list = staged.heads.map((_, index) => stagingColumn(index))
    const rows = await duck.rows(`SELECT ${list.join(', ')} FROM staging`)
    return all - rows.reduce((found, row) => found + count(row.join(' ')), 0)
  } finally {
    duck.close()
  }
}

function count(text: string): number {
  return [...text.matchAll(/[\p{L}\p{N}]/gu)].length
}

/** Every `step`th file of a corpus. */
export async function tryCorpus(name: string, step = 1): Promise<Outcome[] | null> {
  const corpus = unpackCorpus(name)
  if (!corpus) return null
  try {
    const keep = CORPORA.find((known) => known.name === name)?.keep ?? ((): boolean => true)
    const files = listFiles(corpus.folder).filter(keep)
    const outcomes: Outcome[] = []
    for (const file of files.filter((_, index) => index % step === 0)) {
      outcomes.push(await tryFile(join(corpus.folder, file), file))
    }
    return outcomes
  } finally {
    corpus.remove()
  }
}

/** The committed table: totals first, then every file that is not simply read. */
export function asMarkdown(results: { name: string; outcomes: Outcome[] }[]): string {
  const lines = [
    '# Messy corpora',
    '',
    'Written by `node --conditions=source test/conformance/messy.ts`. Each file is read as the portal',
    'would read it. “Lost” counts letters and digits of a text file that are in no heading, preamble or',
    'cell, found without knowing anything of quotes or records. Refused files get a sentence naming the',
    'remedy.',
    '',
    '| corpus | files | read | refused | crashed | files with letters lost | rows |',
    '|---|---|---|---|---|---|---|',
  ]
  for (const { name, outcomes } of results) {
    const of = (result: Outcome['result']): number =>
      outcomes.filter((outcome) => outcome.result === result).length
    const lost = outcomes.filter((outcome) => (outcome.lost ?? 0) !== 0).length
    const rows = outcomes.reduce((sum, outcome) => sum + outcome.rows, 0)
    lines.push(
      `| ${name} | ${outcomes.length} | ${of('read')} | ${of('refused')} | ${of('crashed')} | ${lost} | ${rows} |`,
    )
  }
  for (const { name, outcomes } of results) {
    lines.push(
      '',
      `## ${name}`,
      '',
      '| file | result | rows × columns | format | lost | findings or refusal |',
      '|---|---|---|---|---|---|',
    )
    for (const outcome of outcomes) {
      const { file, result, rows, columns, format, lost, note } = outcome
      const cells = [
        file,
        result,
        `${rows} × ${columns}`,
        `\`${format.replaceAll('|', '\\|')}\``,
        lost ?? '–',
        note,
      ]
      lines.push(`| ${cells.map((cell) => String(cell).replaceAll('\n', ' ')).join(' | ')} |`)
    }
  }
  return `${lines.join('\n')}\n`
}

if (import.meta.main) {
  const results: { name: string; outcomes: Outcome[] }[] = []
  for (const { name } of CORPORA) {
    const outcomes = await tryCorpus(name)
    if (!outcomes) throw new Error(`corpus ${name} is absent`)
    results.push({ name, outcomes })
    process.stderr.write(`${name}: ${outcomes.length} files\n`)
  }
  const folder = join(import.meta.dirname, '../../docs/results')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'messy-corpora.md'), asMarkdown(results))
}

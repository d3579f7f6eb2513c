// Ingests small contents in a folder of its own and reads the Parquet back; for tests.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Json } from '@duckdb/node-api'
import yazl from 'yazl'
import { type IngestOptions, ingest } from '../ingest.ts'
import type { Finding, FindingCode, Manifest } from '../model.ts'
import { Duck, literal } from './duck.ts'

export interface Trial {
  manifest: Manifest
  /** Cells without `_id`, as JSON carries them. */
  rows: Json[][]
  ids: Json[]
  parquet: string
  finding: (code: FindingCode) => Finding | undefined
  /** Types by column id. */
  types: Record<string, string>
}

type TrialOptions = Partial<IngestOptions> & { folder?: string }

/** `name` decides nothing but hints; a folder given is kept. */
export async function tryIngest(
  content: string | Uint8Array,
  name = 'prueba.csv',
  options: TrialOptions = {},
): Promise<Trial> {
  const { folder, ...rest } = options
  const temp = folder ?? mkdtempSync(join(tmpdir(), 'rimaq-trial-'))
  try {
    const path = join(temp, `input-${name.replace(/[^\w.]/g, '_')}`)
    writeFileSync(path, content)
    const outDir = join(temp, `out-${Math.random().toString(36).slice(2)}`)
    const manifest = await ingest({
      path,
      name,
      outDir,
      temp,
      mode: 'replace',
      repairs: 'all',
      limits: { threads: 1 },
      ...rest,
    })
    const parquet = join(outDir, 'data.parquet')
    const written = JSON.parse(readFileSync(join(outDir, 'manifest.json'), 'utf8')) as Manifest
    const rows = await readBack(parquet, temp)
    return {
      manifest: written,
      rows: rows.map((row) => row.slice(1)),
      ids: rows.map((row) => row[0] ?? null),
      parquet,
      finding: (code) => manifest.findings.find((finding) => finding.code === code),
      types: Object.fromEntries(manifest.columns.map(({ id, type }) => [id, type])),
    }
  } finally {
    if (folder === undefined) rmSync(temp, { recursive: true, force: true })
  }
}

async function readBack(parquet: string, temp: string): Promise<Json[][]> {
  const duck = await Duck.open({ temp, memory: 1 << 28, threads: 1, onDisk: false })
  try {
    return await duck.rows(`SELECT * FROM read_parquet(${literal(parquet)}) ORDER BY _id`)
  } finally {
    duck.close()
  }
}

/** A zip archive of the members. */
export async function zipOf(members: Record<string, string | Buffer>): Promise<Buffer> {
  const zip = new yazl.ZipFile()
  for (const [name, content] of Object.entries(members)) {
    zip.addBuffer(Buffer.from(content as string), name)
  }
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

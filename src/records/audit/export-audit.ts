// Writes a sealed folder for an auditor: public files, keys, rows, the verifier, and a signed list of hashes.
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { finished } from 'node:stream/promises'
import { signNote } from '@rimaq/ledger'
import type { Clock, Database } from '#platform'
import type { Ledger } from '../create-records.ts'
import { RecordsError } from '../errors.ts'
import { publicFiles } from '../ledger/head-view.ts'
import { verifierLines } from '../ledger/keys.ts'
import { entriesPlaced } from '../store-journal.ts'

export interface ExportOptions {
  database: Database
  ledger: Ledger
  clock: Clock
  /** A folder that does not exist, or is empty. */
  folder: string
}

/**
 * Files: `ledger/` (as served), `key`, `rimaq-verify.mjs`, `entries.ndjson` (each placed row with
 * content and salt where they exist), and `seal`: a note signed by the ledger's Ed25519 key over the
 * SHA-256 of each file. @throws RecordsError folder-not-empty
 */
export async function exportAudit({ database, ledger, clock, folder }: ExportOptions): Promise<{
  files: number
  entries: number
}> {
  await mkdir(folder, { recursive: true })
  if ((await readdir(folder)).length > 0)
    throw new RecordsError('folder-not-empty', { path: folder })
  const view = publicFiles(ledger.folder)
  const head = await view.head()
  const isPublic = (path: string): boolean => !/(^|[\\/])\./.test(relative(ledger.folder, path))
  if (head) await cp(ledger.folder, join(folder, 'ledger'), { recursive: true, filter: isPublic })
  await writeFile(join(folder, 'key'), `${verifierLines(ledger.keys).ledger.join('\n')}\n`)
  const verifier = fileURLToPath(import.meta.resolve('@rimaq/ledger/verify'))
  await cp(verifier, join(folder, 'rimaq-verify.mjs'))
  const entries = await writeRows(database, head?.size ?? 0, join(folder, 'entries.ndjson'))
  const sums = await hashesOf(folder)
  const [signer] = ledger.keys.signers
  const now = clock.now()
  const text = [
    'rimaq audit export v1',
    ledger.keys.origin,
    now.toISOString(),
    ...sums.map(([path, sum]) => `${sum}  ${path}`),
    '',
  ].join('\n')
  await writeFile(join(folder, 'seal'), signNote(text, [signer], Math.floor(now.getTime() / 1000)))
  return { files: sums.length, entries }
}

async function writeRows(database: Database, size: number, path: string): Promise<number> {
  const out = createWriteStream(path, { flags: 'wx' })
  let count = 0
  for (let first = 0; first < size; first += 1_000) {
    const rows = await entriesPlaced(database.kysely, first, Math.min(1_000, size - first))
    for (const { rowSalt, contentHash, content, ...row } of rows) {
      const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
      const line = {
        ...row,
        rowSalt: base64(rowSalt),
        contentHash: contentHash && base64(contentHash),
        content: content && { salt: base64(content.salt), body: content.body },
      }
      if (!out.write(`${JSON.stringify(line)}\n`)) {
        await new Promise((resolve) => out.once('drain', resolve))
      }
      count += 1
    }
  }
  out.end()
  await finished(out)
  return count
}

async function hashesOf(folder: string): Promise<[path: string, sum: string][]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = found
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
  const sums: [string, string][] = []
  for (const path of paths.toSorted()) {
    const sum = createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
    sums.push([relative(folder, path).split(sep).join('/'), sum])
  }
  return sums
}

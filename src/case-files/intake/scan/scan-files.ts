// Has each file looked at before it is taken; what the scanner could not look at waits for it and is marked.
import type { Logger } from 'pino'
import type { Clock, ContentHash, Database, Jobs } from '#platform'
import { CaseFilesError } from '../../errors.ts'
import { ScannerDown } from './clamd.ts'
import type { Scanner } from './scanner.ts'
import { keepScan, readScan, waitingScans } from './store-scans.ts'

export interface ScanParts {
  database: Database
  clock: Clock
  scanner: Scanner
  log: Pick<Logger, 'warn'>
}

export const scanJob = 'case-files.scan-files'

/** Call before `jobs.work()`. */
export function defineScanning(jobs: Jobs, parts: ScanParts): void {
  jobs.define(scanJob, async () => void (await scanWaiting(parts)))
}

/**
 * Where no scanner is installed the file is taken as it is; where it does not answer the file is taken
 * and waits.
 * @throws CaseFilesError file-infected
 */
export async function scanFile(
  parts: ScanParts,
  { name, sha256 }: { name: string; sha256: ContentHash },
): Promise<void> {
  const { database, clock, scanner, log } = parts
  try {
    const verdict = await scanner.inspect(sha256)
    if (verdict === null) return
    await keepScan(database.kysely, sha256, verdict, clock.now())
    if (verdict.state !== 'infected') return
    throw new CaseFilesError('file-infected', { name, finding: verdict.finding })
  } catch (error) {
    if (!(error instanceof ScannerDown)) throw error
    log.warn({ err: error }, 'the virus scanner does not answer: a file waits for it')
    const known = await readScan(database.kysely, sha256)
    if (known?.state === 'infected') {
      throw new CaseFilesError('file-infected', { name, finding: known.finding ?? '' })
    }
    if (known !== null && known.state !== 'waiting') return
    await keepScan(database.kysely, sha256, { state: 'waiting', finding: null }, clock.now())
  }
}

/** Scans what waited; answers how many were. Ends at the first that gets no answer. */
export async function scanWaiting({ database, clock, scanner }: ScanParts): Promise<number> {
  let scanned = 0
  for (;;) {
    const waiting = await waitingScans(database.kysely, 100)
    if (waiting.length === 0) return scanned
    for (const sha256 of waiting) {
      const verdict = await scanner.inspect(sha256 as ContentHash).catch((error: unknown) => {
        if (error instanceof ScannerDown) return 'down' as const
        throw error
      })
      if (verdict === 'down' || verdict === null) return scanned
      await keepScan(database.kysely, sha256, verdict, clock.now())
      scanned += 1
    }
  }
}

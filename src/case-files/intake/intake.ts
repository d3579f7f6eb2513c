// What takes care of files after they came: scanning, reading for the search, and what the operator is told of it.
import type { Logger } from 'pino'
import type { Clock, ContentHash, Database, FileStore, Jobs, Sandbox, Translate } from '#platform'
import { createOcr } from './read/ocr.ts'
import { defineReading, readingJob } from './read/read-documents.ts'
import { countReadings } from './read/store-readings.ts'
import { defineScanning, scanFile, scanJob } from './scan/scan-files.ts'
import { Scanner } from './scan/scanner.ts'
import { countWaitingScans } from './scan/store-scans.ts'

export interface IntakeParts {
  database: Database
  files: FileStore
  clock: Clock
  jobs: Jobs
  sandbox: Sandbox
  log: Logger
  /** Folder for files on their way. */
  temp: string
  /** RIMAQ_CLAMAV and RIMAQ_TESSERACT. */
  clamav: string
  tesseract: string
}

export interface Intake {
  /** Of the counter: see AttachParts. */
  scan(file: { name: string; sha256: ContentHash }): Promise<void>
  /** Looks every half minute for what waits; answers how to stop. */
  keep(): () => Promise<void>
  /** What the operator should know, as sentences; empty where all is well. */
  notes(t: Translate): Record<string, string>
}

/** Milliseconds between looks. */
const look = 30_000

/** Its jobs are defined: call before `jobs.work()`. */
export function createIntake(parts: IntakeParts): Intake {
  const { database, clock, jobs, log } = parts
  const scanner = new Scanner(parts.files, parts.clamav)
  const ocr = createOcr(parts.tesseract, clock)
  const scanning = { database, clock, scanner, log }
  defineScanning(jobs, scanning)
  defineReading(jobs, { ...parts, ocr })
  let known = { scanner: true, scans: 0, ocr: true, withoutText: 0 }

  async function ask(): Promise<void> {
    const [place, scans, readings, ready] = await Promise.all([
      scanner.place(),
      countWaitingScans(database.kysely),
      countReadings(database.kysely),
      ocr.ready(),
    ])
    const { waiting, withoutText } = readings
    known = { scanner: place.kind !== 'absent', scans, ocr: ready, withoutText }
    if (scans > 0) await jobs.send(scanJob, {}, { once: scanJob })
    const readable = waiting + (ready ? withoutText : 0)
    if (readable > 0) await jobs.send(readingJob, {}, { once: readingJob })
  }

  return {
    scan: (file) => scanFile(scanning, file),
    keep() {
      const asking = (): Promise<void> =>
        ask().catch((error: unknown) => log.warn({ err: error }, 'looking for files failed'))
      let last = asking()
      const timer = setInterval(() => (last = last.then(asking)), look)
      timer.unref()
      return async () => {
        clearInterval(timer)
        await last
      }
    },
    notes(t) {
      const count = known.withoutText
      return {
        ...(known.scanner ? {} : { scanner: t('case-files.intake.no-scanner') }),
        ...(known.scans === 0
          ? {}
          : { scans: t('case-files.intake.scans-wait', { count: known.scans }) }),
        ...(known.ocr || count === 0 ? {} : { pictures: t('case-files.intake.no-ocr', { count }) }),
      }
    },
  }
}

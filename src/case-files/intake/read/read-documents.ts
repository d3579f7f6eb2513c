// The job that reads documents for searching: text that they hold, and pictures of pages where that can be done.
import { open, rm } from 'node:fs/promises'
import { workFolder } from '#datasets'
import type { Logger } from 'pino'
import type { Clock, ContentHash, Database, FileStore, Jobs, Sandbox } from '#platform'
import type { Ocr } from './ocr.ts'
import type { PdfPage, PdfTask } from './pdf-pages.ts'
import { type PageText, type WaitingDocument, keepReading, takeWaiting } from './store-readings.ts'

export interface ReadingParts {
  database: Database
  files: FileStore
  clock: Clock
  sandbox: Sandbox
  ocr: Ocr
  log: Pick<Logger, 'info' | 'warn'>
  /** Folder for pictures on their way. */
  temp: string
}

export const readingJob = 'case-files.read-documents'

/** Attempts after which a document counts as unreadable, and milliseconds between two of them. */
const most = { attempts: 5, pages: 2_000, letters: 20_000, textBytes: 20_000_000 }
const pause = 3_600_000

/** Limits of the process that opens a PDF. */
const limits = { time: 300_000, memory: 1_500_000_000 }

/** Milliseconds of one run; what is left waits for the next one. */
const run = 600_000

/** Call before `jobs.work()`. */
export function defineReading(jobs: Jobs, parts: ReadingParts): void {
  jobs.define(readingJob, async (_data, { signal }) => {
    const end = Date.now() + run
    await readDocuments(parts, () => !signal.aborted && Date.now() < end)
  })
}

/** Reads what waits until nothing is left, and answers how many documents that were. */
export async function readDocuments(
  parts: ReadingParts,
  going: () => boolean = () => true,
): Promise<number> {
  let read = 0
  while (going()) {
    const now = parts.clock.now()
    const before = new Date(now.getTime() - pause)
    const pictures = await parts.ocr.ready()
    const next = await parts.database.transaction((trx) =>
      takeWaiting(trx, { now, before, pictures }),
    )
    if (next === null) return read
    await readDocument(parts, next, pictures)
    read += 1
  }
  return read
}

async function readDocument(
  parts: ReadingParts,
  document: WaitingDocument,
  pictures: boolean,
): Promise<void> {
  const { database, clock, log } = parts
  const { caseId, position } = document
  const keep = (read: Parameters<typeof keepReading>[2]): Promise<void> =>
    database.transaction((trx) => keepReading(trx, document, read, clock.now()))
  try {
    const { total, pages, unread } = await textsOf(parts, document, pictures)
    const state = unread > 0 && !pictures ? 'without-text' : 'read'
    await keep({ state, total, unread, pages, why: null })
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).slice(0, 300)
    log.warn({ case: caseId, position, attempt: document.attempts, why }, 'a document was not read')
    if (document.attempts < most.attempts) return
    await keep({ state: 'unreadable', total: null, unread: null, pages: [], why })
  }
}

interface Texts {
  total: number
  pages: PageText[]
  /** Pages that are pictures nobody read. */
  unread: number
}

async function textsOf(
  parts: ReadingParts,
  { mediaType, sha256 }: WaitingDocument,
  pictures: boolean,
): Promise<Texts> {
  const path = await parts.files.local(sha256 as ContentHash)
  if (mediaType === 'text/plain') return textFile(path)
  if (mediaType === 'application/pdf') return pdfFile(parts, path, pictures)
  if (!pictures) return { total: 1, pages: [], unread: 1 }
  const body = await parts.ocr.read(path)
  return { total: 1, pages: pageOf(1, 'ocr', body), unread: 0 }
}

async function pdfFile(parts: ReadingParts, path: string, pictures: boolean): Promise<Texts> {
  const folder = await workFolder(parts.temp, 'pages')
  try {
    const input: PdfTask = { path, pages: most.pages, pictures: pictures ? folder : null }
    const { total, pages } = await parts.sandbox.run<{ total: number; pages: PdfPage[] }>({
      ...{ module: new URL('./pdf-pages.ts', import.meta.url), input },
      ...{ reads: [path], writes: [folder], ...limits },
    })
    const texts: PageText[] = []
    let unread = 0
    for (const { page, text, picture } of pages) {
      const found = picture === null ? text : await parts.ocr.read(picture)
      const kept = pageOf(page, picture === null ? 'text' : 'ocr', found)
      if (kept.length === 0 && picture === null) unread += 1
      texts.push(...kept)
    }
    return { total, pages: texts, unread }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Text has no pages: every 20,000 letters count as one. Bytes that are no UTF-8 are read as Latin-1. */
async function textFile(path: string): Promise<Texts> {
  const file = await open(path)
  try {
    const { bytesRead, buffer } = await file.read(
      Buffer.alloc(most.textBytes),
      0,
      most.textBytes,
      0,
    )
    const bytes = buffer.subarray(0, bytesRead)
    const utf8 = bytes.toString('utf8')
    const text = utf8.includes('\uFFFD') ? bytes.toString('latin1') : utf8
    const pages: PageText[] = []
    for (let from = 0; from < text.length; from += most.letters) {
      pages.push(...pageOf(pages.length + 1, 'text', text.slice(from, from + most.letters)))
    }
    return { total: Math.max(1, pages.length), pages, unread: 0 }
  } finally {
    await file.close()
  }
}

/** Composed letters, no control characters, not without end; nothing for an empty page. */
function pageOf(page: number, source: PageText['source'], text: string): PageText[] {
  const body = text
    .normalize('NFC')
    .replaceAll(/[\p{Cs}\p{Co}]|(?![\n\t])\p{Cc}/gu, ' ')
    .slice(0, most.letters)
    .trim()
  return body === '' ? [] : [{ page, source, body }]
}

// The thread of `countPagesInWorker`: opens one file after the other and sends how many pages each has.
import { closeSync, openSync, readFileSync, statSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { countPages } from '../pades/pages.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import { repairPdf } from '../pdf/repair-pdf.ts'
import { fileSource } from '../pdf/source.ts'
import { SignatureError } from '../signature-error.ts'

/** Larger files are not repaired in memory. */
const MOST_REPAIRED = 64 * 2 ** 20

function pagesAt(path: string): number | null {
  const descriptor = openSync(path, 'r')
  try {
    return countPages(openPdf(fileSource(descriptor)))
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    return repairedPages(path)
  } finally {
    closeSync(descriptor)
  }
}

/** Scanners write tables that are a few bytes off; their pages are there all the same. */
function repairedPages(path: string): number | null {
  if (statSync(path).size > MOST_REPAIRED) return null
  try {
    return countPages(openPdf(repairPdf(readFileSync(path))))
  } catch (error) {
    if (error instanceof SignatureError) return null
    throw error
  }
}

const port = parentPort
port?.on('message', (path: string) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  port.postMessage(pagesAt(path))
})

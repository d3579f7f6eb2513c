// Validates in a thread of its own that is ended when it takes too long: for files of strangers.
import { Worker } from 'node:worker_threads'
import { SignatureError, type SignatureErrorCode } from '../signature-error.ts'
import type { PdfReport, ValidateOptions } from '../validate/validate-pdf.ts'

export interface WorkerLimits {
  /** From the moment the thread runs; by default 3,000. */
  timeMs?: number
  /** Of JavaScript objects, in MiB; buffers are bounded by the limits of the reader. By default 160. */
  memoryMb?: number
}

/** What the thread sends: errors lose their class on the way, so they travel as code and evidence. */
export interface FromThread {
  signatures: PdfReport['signatures']
  refused: { code: SignatureErrorCode; evidence: SignatureError['evidence'] } | null
}

const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
const THREAD = new URL(`./validate-thread.${EXTENSION}`, import.meta.url)

/**
 * As `validatePdf`, and ended at its time: the report then says `refused` with `time-limit`, or
 * `too-large` for memory. The bytes are copied; `options` must be data that `structuredClone` takes.
 */
export async function validateInWorker(
  bytes: Uint8Array,
  options: ValidateOptions = {},
  limits: WorkerLimits = {},
): Promise<PdfReport> {
  const { timeMs = 3000, memoryMb = 160 } = limits
  const worker = new Worker(THREAD, {
    workerData: { bytes, options },
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  })
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<PdfReport>((resolve, reject) => {
      const refuse = (error: SignatureError) => resolve({ signatures: [], refused: error })
      worker.once('online', () => {
        const seconds = timeMs / 1000
        timer = setTimeout(() => refuse(new SignatureError('time-limit', { seconds })), timeMs)
      })
      worker.once('message', ({ signatures, refused }: FromThread) => {
        const error = refused === null ? null : new SignatureError(refused.code, refused.evidence)
        resolve({ signatures, refused: error })
      })
      worker.once('error', (error: Error & { code?: unknown }) => {
        if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
          refuse(new SignatureError('too-large', { what: 'Memory', limit: `${memoryMb} MiB` }))
        else reject(error)
      })
      worker.once('exit', () => reject(new Error('the thread ended without a report')))
    })
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}

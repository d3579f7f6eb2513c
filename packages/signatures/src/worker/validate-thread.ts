// The thread of `validateInWorker`: judges one document and sends what was found.
import { parentPort, workerData } from 'node:worker_threads'
import { validatePdf, type ValidateOptions } from '../validate/validate-pdf.ts'
import type { FromThread } from './validate-in-worker.ts'

const { bytes, options } = workerData as { bytes: Uint8Array; options: ValidateOptions }
const { signatures, refused } = validatePdf(bytes, options)
const sent: FromThread = {
  signatures,
  refused: refused === null ? null : { code: refused.code, evidence: refused.evidence },
}
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(sent)

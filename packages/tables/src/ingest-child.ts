// Runs one ingest in a disposable child of the platform's sandbox; untrusted bytes stay in there.
import {
  type IngestOrder,
  type IngestProgress,
  type IngestReading,
  ingestOnOrder,
} from './ingest.ts'
import { type Cell, type Manifest, TableError, type TableErrorCode } from './model.ts'

/** What travels to the child, besides the order that follows it: everything but functions. */
export type IngestInput = Omit<IngestReading, 'progress' | 'signal'>

/** A refusal that a person can act on is an answer, not a crash. */
export type IngestOutcome =
  | { manifest: Manifest }
  | { error: { code: TableErrorCode; detail: Record<string, Cell> } }

/** `tell` receives `IngestProgress` messages. The file is read before its order is there. */
export async function run(
  input: IngestInput,
  tell: (message: IngestProgress) => void,
  order: Promise<IngestOrder>,
): Promise<IngestOutcome> {
  try {
    const reading = { ...input, progress: throttle(tell) }
    return { manifest: await ingestOnOrder(reading, order, { ends: true }) }
  } catch (error) {
    if (!(error instanceof TableError)) throw error
    return { error: { code: error.code, detail: error.detail } }
  }
}

/** Not more than a hundred messages for each step. */
function throttle(tell: (message: IngestProgress) => void): (message: IngestProgress) => void {
  let last = ''
  return (message) => {
    const mark = `${message.step} ${Math.floor((message.share ?? 0) * 100)}`
    if (mark === last) return
    last = mark
    tell(message)
  }
}

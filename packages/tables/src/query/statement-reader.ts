// Has strangers' statements read in a child, all that wait at once: one by one, each would wait for a turn of the loop.
import { TableError } from '../model.ts'
import type { Failure } from './errors.ts'
import type { PlainSelect } from './plain-select.ts'
import type { Pool } from './pool.ts'
import type { PlainQuestion } from './protocol.ts'
import { createStatementForms } from './statement-forms.ts'

export interface StatementReader {
  /**
   * Null when the statement is not a plain one, or nothing could be said. Throws what its checks
   * throw, and `time-limit` after `time` milliseconds, the wait for others included.
   */
  read(question: PlainQuestion, time: number): Promise<PlainSelect | null>
}

/** What the child says of one statement. */
export type ReadStatement = { plain: PlainSelect | null } | Failure

interface Waiting {
  question: PlainQuestion
  resolve(plain: PlainSelect | null): void
  reject(error: unknown): void
}

const together = 64
const mostWaiting = 1000
/** Milliseconds for reading a statement is less than one. */
const readingTime = 2_000

export function createStatementReader(pool: Pool): StatementReader {
  const waiting: Waiting[] = []
  const forms = createStatementForms()
  let reading = false

  async function drain(): Promise<void> {
    reading = true
    while (waiting.length > 0) await readBatch(pool, waiting.splice(0, together))
    reading = false
  }

  return {
    async read(question, time) {
      const known = forms.known(question)
      if (known) return known
      // The road of statements that are not plain has a queue that says when it is full.
      if (waiting.length >= mostWaiting) return null
      const limited = Promise.withResolvers<PlainSelect | null>()
      const timer = setTimeout(
        () => limited.reject(new TableError('time-limit', { milliseconds: time })),
        time,
      )
      waiting.push({ question, ...limited })
      if (!reading) void drain()
      try {
        const plain = await limited.promise
        if (plain) forms.learn(question, plain)
        return plain
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

async function readBatch(pool: Pool, batch: Waiting[]): Promise<void> {
  let found: ReadStatement[]
  try {
    const questions = batch.map(({ question }) => question)
    const json = await pool.run({ do: 'plain', questions }, { time: readingTime })
    found = JSON.parse(json) as ReadStatement[]
  } catch {
    // One of them may have ended the child. Each goes on alone as if it were not plain, and there
    // the one meets its limit and the others their answers.
    for (const { resolve } of batch) resolve(null)
    return
  }
  for (const [at, { resolve, reject }] of batch.entries()) {
    const said = found[at]!
    if ('plain' in said) resolve(said.plain)
    else reject(new TableError(said.code, said.detail))
  }
}

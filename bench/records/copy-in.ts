// COPY … FROM STDIN over a connection of pg: rows as tab-separated text, at the pace the server takes them.
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type pg from 'pg'

/** What pg's own connection has beyond its types (pg 8, lib/connection.js). */
interface Wire {
  stream: Writable
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(why: string): void
}

/** Answers how many bytes were sent. @throws what the server refuses */
export function copyIn(
  client: pg.Client,
  into: string,
  rows: Iterable<string> | AsyncIterable<string>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let sent = 0
    const feed = async (wire: Wire): Promise<void> => {
      for await (const text of rows) {
        const chunk = Buffer.from(text)
        sent += chunk.length
        wire.sendCopyFromChunk(chunk)
        if (wire.stream.writableNeedDrain) await once(wire.stream, 'drain')
      }
      wire.endCopyFrom()
    }
    client.query({
      submit: (wire: Wire) => {
        wire.query(`COPY ${into} FROM STDIN`)
      },
      handleCopyInResponse: (wire: Wire) => {
        feed(wire).catch((error: unknown) => {
          wire.sendCopyFail('the rows could not be made')
          reject(error)
        })
      },
      handleCommandComplete: () => {},
      handleError: reject,
      handleReadyForQuery: () => resolve(sent),
    } as unknown as pg.Submittable)
  })
}

/** A line of values as COPY reads them: `\N` for null, signs that part lines and columns escaped. */
export function line(values: readonly (string | number | null)[]): string {
  let text = ''
  for (const [at, value] of values.entries()) {
    if (at > 0) text += '\t'
    text += value === null ? '\\N' : typeof value === 'number' ? value : escaped(value)
  }
  return `${text}\n`
}

const special = /[\\\n\t\r]/

export function escaped(text: string): string {
  if (!special.test(text)) return text
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r')
}

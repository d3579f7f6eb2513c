// Issues the mayor's page under the institution's seal, once for each state of it.
import type { Transaction } from 'kysely'
import type { Clock, Database, Schema } from '#platform'
import type { Journal } from '#records'
import { hashOf } from '../aggregate.ts'
import type { ReportDocument } from './report.ts'
import { addReport, findReport, lockSheet } from './store-house.ts'

/** What makes, seals and registers documents of the institution; main.ts hands it in. */
export interface ReportIssuer {
  /** Sealed and durable, but in no register yet. */
  prepare(document: ReportDocument): Promise<{
    /** Of public verification. */
    code: string
    /** SHA-256 of the file. */
    file: string
    /** Writes it into the register of what was issued, in the transaction that says it. */
    note(trx: Transaction<Schema>): Promise<void>
  }>
}

export interface PrintingParts {
  database: Database
  clock: Clock
  journal: Journal
  issuer: ReportIssuer
}

export interface Printing {
  /** The code of the document that says this; sealed now where there is none. */
  print(document: ReportDocument): Promise<string>
}

export function createPrinting(parts: PrintingParts): Printing {
  /** Those under way, so that ten readers at once make one document. */
  const making = new Map<string, Promise<string>>()
  return {
    print(document) {
      const { title, lang, heading, blocks } = document
      const hash = hashOf({ title, lang, heading, blocks })
      const under = making.get(hash)
      if (under !== undefined) return under
      const made = print(parts, document, hash).finally(() => making.delete(hash))
      making.set(hash, made)
      return made
    },
  }
}

async function print(
  { database, clock, journal, issuer }: PrintingParts,
  document: ReportDocument,
  hash: string,
): Promise<string> {
  const known = await findReport(database.kysely, hash)
  if (known !== null) return known
  // Sealed before the transaction: an authority of time may take seconds to answer.
  const { code, file, note } = await issuer.prepare(document)
  return database.transaction(async (trx) => {
    await lockSheet(trx, 'report', hash)
    // Another process may have made one meanwhile: its code is the one that counts.
    const other = await findReport(trx, hash)
    if (other !== null) return other
    await note(trx)
    await addReport(trx, { hash, code, issued: clock.now() })
    await journal.write(trx, {
      ...{ act: 'report.issued', actor: { kind: 'operator' }, files: [file] },
      about: { kind: 'report', id: code },
      content: { code, hash },
    })
    return code
  })
}
